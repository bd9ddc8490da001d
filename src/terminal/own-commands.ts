import { commands, findCommand, type LineFault, wordsOf } from '../command/index.ts';
import type { App } from './app.ts';
import { commandHelp } from './command-help.ts';
import type { OwnCommand } from './own-command.ts';
import { pages } from './pages.ts';
import { replayCommands } from './replay-commands.ts';
import { tableCommands } from './table-commands.ts';
import { themeNames } from './theme.ts';

const own: Readonly<Record<string, OwnCommand>> = {
  quit: {
    usage: 'quit',
    help: 'Leaves the terminal',
    aliases: ['q', 'exit'],
    run: (app) => {
      app.mode = 'quit';
      return undefined;
    },
  },
  help: {
    usage: 'help [COMMAND]',
    help: 'Explains a command, or the page at hand and its keys',
    aliases: ['h'],
    examples: ['help close'],
    words: () => [...Object.keys(commands), ...Object.keys(own)],
    run: (app, [name]) => {
      app.mode = 'browse';
      if (name === undefined) app.openHelp();
      else {
        const command = findCommand(name) ?? ownHelp(name);
        if (command === undefined) return `there is no command ${name}`;
        app.read(`Help: ${name}`, commandHelp(command));
      }
      return undefined;
    },
  },
  page: {
    usage: 'page NAME',
    help: 'Goes to a page; its name alone does as well',
    words: () => pages.map(({ id }) => id),
    run: (app, [name]) => {
      const page = pages.find(({ id }) => id === name);
      if (page === undefined) return `expected one of ${pages.map(({ id }) => id).join(', ')}`;
      app.show(page.id);
      return undefined;
    },
  },
  chart: {
    usage: 'chart [MARKET]',
    help: 'Opens the chart of a market',
    words: (app) => app.snapshot?.markets.map(({ id }) => id) ?? [],
    run: (app, [name]) => {
      if (name === undefined) return openChart(app, app.chosenInstrument);
      const upper = name.toUpperCase();
      const found = app.snapshot?.markets.find(
        ({ id, base, symbol }) => id === name || base === upper || symbol === upper,
      );
      return found === undefined ? `no market ${name}` : openChart(app, found.id);
    },
  },
  theme: {
    usage: 'theme NAME',
    help: 'Changes the colours',
    words: () => themeNames,
    run: (app, [name = '']) => {
      if (!themeNames.includes(name)) return `expected one of ${themeNames.join(', ')}`;
      app.setTheme(name);
      return undefined;
    },
  },
  why: {
    usage: 'why [ID | MARKET]',
    help: 'Explains a trade, an order or a signal; of a market, why nothing is traded there now; alone: which trades there are',
    examples: ['why 12d916o-3', 'why BTC'],
    words: (app) => [
      ...(app.snapshot?.trades.map(({ id }) => id) ?? []),
      ...(app.snapshot?.markets.map(({ id }) => id) ?? []),
    ],
    run: explain,
  },
  alias: {
    usage: 'alias NAME COMMAND … | alias',
    help: 'Gives a command line another name, or a key from F1 to F24; alone: lists them',
    aliases: ['@'],
    examples: ['alias F5 close-all', 'alias b long BTC 0.1 stop 1%'],
    words: () => [...Array.from({ length: 12 }, (_, k) => `F${k + 1}`), ...Object.keys(commands)],
    run: (app, [name, ...words]) => {
      if (name === undefined) {
        const all = [...app.aliases].map(([key, line]) => `${key.toUpperCase().padEnd(10)} ${line}`);
        app.read('Aliases', all.length === 0 ? ['none yet: alias F5 close-all'] : all);
        return undefined;
      }
      if (words.length === 0) return 'expected a command after the name';
      if (findCommand(name) !== undefined || find(name) !== undefined) return `${name} is a command already`;
      app.aliases.set(name.toLowerCase(), words.join(' '));
      app.say(`${name} is ${words.join(' ')} from now on`, 'gain');
      return undefined;
    },
  },
  unalias: {
    usage: 'unalias NAME',
    help: 'Takes a name away that `alias` gave',
    aliases: ['^'],
    words: (app) => [...app.aliases.keys()],
    run: (app, [name = '']) =>
      app.aliases.delete(name.toLowerCase()) ? undefined : `expected one of ${[...app.aliases.keys()].join(', ')}`,
  },
  ...tableCommands,
  ...replayCommands,
};

function explain(app: App, [id]: readonly string[]): string | undefined {
  const { explain: ask } = app.parts;
  if (ask === undefined) return 'this session keeps no record: begin one with siis paper';
  const upper = id?.toUpperCase() ?? '';
  const market = app.snapshot?.markets.find((each) => each.id === id || each.base === upper || each.symbol === upper);
  void answer(app, id, () => ask(market?.id ?? id, market === undefined ? undefined : app.snapshot?.time));
  return undefined;
}

async function answer(app: App, id: string | undefined, ask: () => Promise<string>): Promise<void> {
  app.say('looking for the answer: what was recorded is done again …');
  try {
    const text = await ask();
    app.message = undefined;
    app.read(`Why ${id ?? ''}`, text.trimEnd().split('\n'));
  } catch (error) {
    app.say(error instanceof Error ? error.message : String(error), 'error');
  }
}

function openChart(app: App, instrument: string): undefined {
  app.chart.instrument = instrument;
  app.chart.back = 0;
  app.show('chart');
}

function find(name: string): OwnCommand | undefined {
  const lower = name.toLowerCase();
  if (Object.hasOwn(own, lower)) return own[lower];
  return Object.values(own).find(({ aliases }) => aliases?.includes(lower));
}

/**
 * Does a command of the terminal itself. @returns `done`, what is wrong with the line, or `undefined` where it is none of its
 * commands
 */
export function runOwn(app: App, line: string): 'done' | LineFault | undefined {
  const [name, ...words] = wordsOf(line);
  if (name === undefined) return undefined;
  const texts = words.map(({ text }) => text);
  const page = Object.hasOwn(commands, name.text) ? undefined : pages.find(({ id }) => id === name.text);
  const command = find(name.text);
  // A page's name alone goes there; `chart BTC` is a command.
  if (page !== undefined && (command === undefined || words.length === 0)) {
    app.show(page.id);
    return 'done';
  }
  if (command === undefined) return undefined;
  const message = command.run(app, texts);
  if (message === undefined) return 'done';
  return {
    message: `${command.usage}: ${message}`,
    from: words[0]?.from ?? line.length,
    to: words.at(-1)?.to ?? line.length,
  };
}

/** How a command of the terminal itself is written. */
export function ownHelp(name: string): Pick<OwnCommand, 'usage' | 'help' | 'aliases' | 'examples'> | undefined {
  const page = pages.find(({ id }) => id === name);
  return find(name) ?? (page === undefined ? undefined : { usage: page.id, help: page.help });
}

/** Every one, for the help. */
export function ownCommands(): readonly { readonly usage: string; readonly help: string }[] {
  return Object.values(own);
}

/** Names of these commands, and what may follow each. */
export function ownCompletions(app: App): Readonly<Record<string, readonly string[]>> {
  const isReplay = app.door.replay !== undefined;
  const offered = Object.entries(own).filter(([name]) => isReplay || !Object.hasOwn(replayCommands, name));
  const named = offered.map(([name, { words }]) => [name, words?.(app) ?? []] as const);
  return Object.fromEntries([
    ...named,
    ...pages.map(({ id }) => [id, []] as const),
    ['chart', own['chart']!.words!(app)],
  ]);
}

/** A line whose first word is an alias, with what that stands for. */
export function expanded({ aliases }: App, line: string): string {
  const [name, ...words] = wordsOf(line);
  const known = name === undefined ? undefined : aliases.get(name.text.toLowerCase());
  return known === undefined ? line : [known, ...words.map(({ text }) => text)].join(' ');
}
