import type { Measured } from './measure.ts';
import type { Gate } from './row.ts';

/** The rows as an aligned table, with what each may need and whether it keeps to that. */
export function table(measured: readonly Measured[]): string {
  const head = ['row', 'units', 'unit', 'ns a unit', 'units/s', 'ratio', 'from … to', 'gate', ''];
  const lines = measured.map(({ row, result, spread }) => {
    const nanos = (result.seconds / result.n) * 1e9;
    return [
      row.name,
      count(result.n),
      row.unit,
      row.against === 'gate' ? '' : digits(nanos),
      row.against === 'gate' ? '' : count(result.perSecond),
      digits(result.ratio),
      spread[0] === spread[1] ? '' : `${digits(spread[0])} … ${digits(spread[1])}`,
      gateText(row.gate),
      verdict(row.gate, result.ratio, { nanos, n: result.n }),
    ];
  });
  const references = [...new Set(measured.map(({ row, result }) => `${row.against}: ${result.reference}`))];
  return `${aligned([head, ...lines])}\n\n${references
    .slice(-12)
    .map((each) => `ratio to ${each}`)
    .join('\n')}\n`;
}

function gateText(gate: Gate): string {
  if (gate.ratio !== undefined) return `ratio ${gate.ratio}`;
  if (gate.nanos !== undefined) return `${gate.nanos} ns`;
  if (gate.seconds !== undefined) return `${gate.seconds} s`;
  return gate.megabytes === undefined ? '' : `${gate.megabytes} MB`;
}

function verdict(gate: Gate, ratio: number, came: { nanos: number; n: number }): string {
  const parts = [
    gate.ratio === undefined || ratio <= gate.ratio,
    gate.nanos === undefined || came.nanos <= gate.nanos,
    gate.seconds === undefined || came.nanos <= gate.seconds * 1e9,
    gate.megabytes === undefined || came.n <= gate.megabytes,
  ];
  if (Object.keys(gate).length === 0) return '';
  return parts.every(Boolean) ? 'ok' : 'MISSED';
}

function digits(value: number): string {
  return value >= 100 ? count(value) : value.toPrecision(3);
}

function count(value: number): string {
  return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
}

/** Columns of words stand to the left, those of numbers to the right. */
function isText(column: number): boolean {
  return column === 0 || column === 2 || column >= 6;
}

function aligned(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const pad = (text: string, column: number): string =>
    isText(column) ? text.padEnd(widths[column]!) : text.padStart(widths[column]!);
  return lines.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}
