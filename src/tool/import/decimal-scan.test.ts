import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDecimal, parseDecimal } from '../../util/decimal.ts';
import { DecimalScan } from './decimal-scan.ts';

const scan = new DecimalScan();

/** Reads `text` from the middle of a buffer, as in a file. */
function read(text: string): [mantissa: number, decimals: number] | undefined {
  const bytes = Buffer.from(`7.7,${text},9`);
  return scan.read(bytes, 4, bytes.length - 2) ? [scan.mantissa, scan.decimals] : undefined;
}

describe('DecimalScan', () => {
  it.each<[text: string, mantissa: number, decimals: number]>([
    ['0', 0, 0],
    ['0.000', 0, 0],
    ['-0.0', 0, 0],
    ['1.', 1, 0],
    ['.5', 5, 1],
    ['+3', 3, 0],
    ['-3.50', -35, 1],
    ['00012', 12, 0],
    ['36304.20000000', 363042, 1],
    ['0.00002853', 2853, 8],
    ['1.0e-5', 1, 5],
    ['1.5E3', 1500, 0],
    ['123456789012345', 123456789012345, 0],
    ['12345678.12345678', 1234567812345678, 8],
    ['9007199254740991', 9007199254740991, 0],
    ['0.0000000000000000000001', 1, 22],
  ])('reads %s exactly', (text, mantissa, decimals) => {
    expect(read(text)).toEqual([mantissa, decimals]);
  });

  it.each([
    '',
    '-',
    '.',
    '-.',
    'NaN',
    'nan',
    'Infinity',
    'null',
    '1,5',
    '1.2.3',
    '12a',
    '1e',
    '--1',
    '0x10',
    ' 1',
    '1e-300',
  ])('calls %j no number', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it.each(['9007199254740992', '1e30'])('refuses %s, which no double counts', (text) => {
    expect(read(text)).toBeUndefined();
  });

  it.each<[text: string, mantissa: number, decimals: number]>([
    ['0.0027300000000000002', 273, 5],
    ['0.0027589999999999997', 2759, 6],
    ['-0.30000000000000004', -3, 1],
    ['2300413.7295000001', 23004137295, 4],
    ['0.12345678901234567', 123456789012346, 15],
    ['123456789.12345678', 123456789123457, 6],
  ])('reads %s to 15 digits and counts it', (text, mantissa, decimals) => {
    const before = scan.rounded;
    expect(read(text)).toEqual([mantissa, decimals]);
    expect(scan.rounded).toBe(before + 1);
  });

  it('agrees with the arbitrary-precision reader on numbers of up to 15 digits', () => {
    const number = fc
      .tuple(fc.boolean(), fc.maxSafeNat(), fc.nat(15), fc.nat(4))
      .map(([minus, value, scale, zeros]) => {
        const text = formatDecimal(BigInt(String(value).slice(0, 15)), scale);
        return (minus ? '-' : '') + (text.includes('.') ? text + '0'.repeat(zeros) : text);
      });
    fc.assert(
      fc.property(number, (text) => {
        const [mantissa, decimals] = read(text)!;
        const exact = parseDecimal(text)!;
        expect(formatDecimal(BigInt(mantissa), decimals)).toBe(
          formatDecimal(exact.value, exact.scale).replace(/^-0$/, '0'),
        );
        expect(scan.toNumber()).toBe(Number(text) + 0);
      }),
      { numRuns: 500 },
    );
  });

  it('undoes the noise of arithmetic on doubles', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 9 }), fc.integer({ min: 9, max: 12 }), (value, decimals) => {
        const noisy = String((value * 3) / 10 ** decimals / 3);
        const [mantissa, scale] = read(noisy)!;
        expect(formatDecimal(BigInt(mantissa), scale)).toBe(formatDecimal(BigInt(value), decimals));
      }),
    );
  });

  it('shifts whole-number prices without trailing zeros', () => {
    read('1815200');
    scan.shift(4);
    expect([scan.mantissa, scan.decimals]).toEqual([18152, 2]);
  });
});
