import type { SessionLine } from '../system/observer/session-line.ts';

/** How lines for people are written. */
export interface LineStyle {
  readonly colour: boolean;
}

export type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'dim';

const codes: Readonly<Record<Colour, number>> = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2 };

/** One line of a session for people: time, what, instrument, and what there is to say. */
export function formatLine(line: SessionLine, style: LineStyle): string {
  const { words, colour } = describe(line);
  const time = paint(new Date(line.time).toISOString().slice(0, 19).replace('T', ' '), 'dim', style);
  const kind = paint(line.type.padEnd(6), colour, style);
  const instrument = text(line['instrument']);
  return [time, kind, instrument.padEnd(instrument === '' ? 0 : 16), ...words].filter((word) => word !== '').join(' ');
}

interface Description {
  readonly words: readonly string[];
  readonly colour: Colour | undefined;
}

function describe(line: SessionLine): Description {
  switch (line.type) {
    case 'signal':
      return {
        words: [text(line['action']), text(line['direction']), at(line['price']), because(line['why'])],
        colour: 'cyan',
      };
    case 'order':
      return {
        words: [
          text(line['state']),
          text(line['side']),
          text(line['quantity']),
          text(line['orderType']),
          at(line['price']),
          because(line['reason']),
        ],
        colour: undefined,
      };
    case 'fill':
      return {
        words: [text(line['side']), text(line['quantity']), at(line['price']), `fee ${text(line['fee'])}`],
        colour: line['side'] === 'buy' ? 'green' : 'red',
      };
    case 'trade':
      return describeTrade(line);
    case 'alert':
      return {
        words: [text(line['message']), text(line['amount']), at(line['value'])],
        colour: line['level'] === 'error' ? 'red' : 'yellow',
      };
    case 'region':
      return { words: [text(line['id']), text(line['state']), text(line['message'])], colour: 'cyan' };
    case 'status':
      return { words: [text(line['message'])], colour: 'dim' };
  }
}

function describeTrade(line: SessionLine): Description {
  const profit = text(line['profit']);
  const won = profit === '' ? '' : `profit ${profit.startsWith('-') ? '' : '+'}${profit}`;
  const words = [
    text(line['state']),
    text(line['direction']),
    text(line['quantity']),
    at(line['price']),
    won,
    because(line['exitReason']),
  ];
  return { words, colour: profit === '' ? 'yellow' : profit.startsWith('-') ? 'red' : 'green' };
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function at(price: unknown): string {
  return text(price) === '' ? '' : `at ${text(price)}`;
}

function because(reason: unknown): string {
  return text(reason) === '' ? '' : `(${text(reason)})`;
}

export function paint(words: string, colour: Colour | undefined, style: LineStyle): string {
  return style.colour && colour !== undefined ? `\u001B[${codes[colour]}m${words}\u001B[0m` : words;
}
