import type { InstrumentKind } from '../../market/instrument.ts';

/** What the place of a LEAN file tells. */
export interface LeanName {
  /** `forex`, `cfd`, `crypto`, `cryptofuture`, `equity` …; `undefined` when only the name inside the zip is known. */
  readonly security: string | undefined;
  readonly market: string | undefined;
  readonly resolution: 'tick' | 'second' | 'minute' | 'hour' | 'daily';
  readonly symbol: string;
  /** Midnight of the file's date as if it were UTC, ms; hour and daily files have none. */
  readonly date: number | undefined;
  readonly ticks: 'trade' | 'quote' | undefined;
}

const folders =
  /(?:^|[/\\])([a-z]+)[/\\]([a-z0-9_-]+)[/\\](tick|second|minute|hour|daily)[/\\](?:([^/\\!]+)[/\\])?([^/\\!]+)\.(?:zip|csv)(?:!|$)/i;
const securities = ['equity', 'forex', 'cfd', 'crypto', 'cryptofuture', 'future', 'index', 'option'];

/**
 * Reads `<security>/<market>/<resolution>/[<symbol>/]<file>`, or the name inside the zip,
 * `YYYYMMDD_<symbol>_<resolution>_<trade|quote>.csv`. `undefined` when the path is neither.
 *
 * - source: LEAN data readmes (forex, crypto, equity)
 */
export function parseLeanPath(path: string): LeanName | undefined {
  const match = folders.exec(path);
  if (match !== null && securities.includes(match[1]!.toLowerCase())) return ofFolders(match);
  const inside =
    /(?:^|[/\\!])(\d{8})_([^/\\_]+)_(tick|second|minute|trade|quote)_(tick|second|minute|trade|quote)\.csv$/i.exec(
      path,
    );
  if (inside === null) return undefined;
  const words = [inside[3]!.toLowerCase(), inside[4]!.toLowerCase()];
  const resolution = resolutions.find((each) => words.includes(each));
  const ticks = sides.find((each) => words.includes(each));
  const date = dateOf(inside[1]!);
  if (resolution === undefined || ticks === undefined || date === undefined) return undefined;
  return { security: undefined, market: undefined, resolution, symbol: inside[2]!, date, ticks };
}

const resolutions = ['tick', 'second', 'minute', 'hour', 'daily'] as const;
const sides = ['trade', 'quote'] as const;

function ofFolders([, security, market, resolutionText, folder, file]: RegExpExecArray): LeanName | undefined {
  const resolution = resolutions.find((each) => each === resolutionText!.toLowerCase());
  if (resolution === undefined) return undefined;
  const place = { security: security!.toLowerCase(), market: market!.toLowerCase(), resolution };
  const parts = file!.toLowerCase().split('_');
  const ticks = sides.find((each) => parts.at(-1) === each);
  if (folder === undefined) return { ...place, symbol: parts[0]!, date: undefined, ticks };
  const date = dateOf(parts[0]!);
  return date === undefined ? undefined : { ...place, symbol: folder, date, ticks };
}

function dateOf(text: string): number | undefined {
  if (!/^\d{8}$/.test(text)) return undefined;
  return Date.UTC(Number(text.slice(0, 4)), Number(text.slice(4, 6)) - 1, Number(text.slice(6)));
}

/** Time zones of the files (not of the exchanges); FXCM writes winter time all year. Others are not known. */
const zones: Readonly<Record<string, string>> = {
  'equity/usa': 'America/New_York',
  'equity/india': 'Asia/Kolkata',
  'forex/fxcm': 'UTC-05',
  'cfd/fxcm': 'UTC-05',
  'forex/oanda': 'UTC',
  'cfd/oanda': 'UTC',
};

/** The zone of a LEAN file's times; `undefined` when it has to be told. */
export function leanZone(name: LeanName): string | undefined {
  if (name.security === 'crypto' || name.security === 'cryptofuture') return 'UTC';
  return zones[`${name.security}/${name.market}`];
}

/** The instrument of a LEAN file, `fxcm:EURUSD`; `undefined` when the path does not tell. */
export function leanInstrument(name: LeanName): string | undefined {
  return name.market === undefined ? undefined : `${name.market}:${name.symbol.toUpperCase()}${perpetual(name)}`;
}

function perpetual(name: LeanName): string {
  return name.security === 'cryptofuture' ? '-PERP' : '';
}

/** The kind of instrument that LEAN keeps in this folder. */
export function leanKind(name: LeanName): InstrumentKind | undefined {
  switch (name.security) {
    case 'equity':
    case 'forex':
    case 'cfd':
    case 'future':
      return name.security;
    case 'crypto':
      return 'spot';
    case 'cryptofuture':
      return 'perpetual';
    default:
      return undefined;
  }
}
