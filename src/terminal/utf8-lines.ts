// The driver would draw lines with a character set of its own, which multiplexers do not understand. It reads the environment
// once, as it is imported: this file is imported before it.
process.env['NCURSES_NO_UTF8_ACS'] ??= '1';

/** True once the driver may be imported. */
export const usesUtf8Lines = process.env['NCURSES_NO_UTF8_ACS'] !== undefined;
