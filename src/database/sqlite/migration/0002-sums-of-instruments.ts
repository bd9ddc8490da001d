/** A checksum of each instrument: a digit of a tick size that turned over on the disk must not pass for another tick size. */
export const sumsOfInstruments = `
ALTER TABLE instruments ADD COLUMN checksum INTEGER NOT NULL DEFAULT 0;
UPDATE instruments SET checksum = siis_checksum(id || char(10) || spec || char(10) || inferred);
`;
