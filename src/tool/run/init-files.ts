import { profileJsonSchemaText, schemaHeader } from '../../config/json-schema.ts';

/** Text of every file of a new workspace, by its path. */
export function workspaceFiles(types: string): Readonly<Record<string, string>> {
  return {
    'strategies/my-strategy.ts': strategy,
    'profiles/my-strategy.yaml': profile,
    'profiles/profile.schema.json': profileJsonSchemaText(),
    'tsconfig.json': tsconfig(types),
    '.gitignore': 'data/\n*.log\n',
    'README.md': readme,
  };
}

const strategy = `import { defineStrategy, Ema, z } from 'siis';

/** Long while the fast average is above the slow one, short while it is below. */
export default defineStrategy({
  name: 'my-strategy',
  description: 'A starting point: change it',

  // Checked and completed in the profile; \`siis strategies ./strategies/my-strategy.ts\` lists them.
  params: z.strictObject({
    timeframe: z.string().default('5m').describe('Bars that decisions are taken on'),
    fast: z.int().min(2).default(9).describe('Bars in the fast average'),
    slow: z.int().min(3).default(21).describe('Bars in the slow average'),
    stopPercent: z.number().positive().max(50).default(2).describe('Stop-loss, % below or above the entry'),
  }),

  setup({ params, track }) {
    const fast = track(params.timeframe, new Ema(params.fast));
    const slow = track(params.timeframe, new Ema(params.slow));

    return {
      // Called when a bar has closed and both averages are warm.
      onBar(_bar, { position }) {
        const direction = fast.value > slow.value ? 'long' : 'short';
        if (position === direction) return undefined;
        return {
          kind: 'enter',
          direction,
          stop: { percent: params.stopPercent },
          why: \`fast average \${direction === 'long' ? 'above' : 'below'} slow one\`,
        };
      },
    };
  },
});
`;

const profile = `${schemaHeader}
name: my-strategy
description: My first profile
instruments: [demo:BTC/USDT]

strategy:
  use: ../strategies/my-strategy.ts
  params: { timeframe: 5m, fast: 9, slow: 21, stopPercent: 2 }

# Paper trading invents its market; a backtest runs on what is stored in data/, at first a week of the same kind.
# For your own data: siis import FILE --instrument binance:BTC/USDT, and name that instrument above.
data:
  source: synthetic
  synthetic: { speed: 300 }

account: { balance: 10000 }
sizing: { mode: percent, value: 25 }
limits: { maxDailyLossPercent: 5 }
trade: { opposite: close }
`;

function tsconfig(types: string): string {
  const config = {
    compilerOptions: {
      target: 'es2024',
      module: 'preserve',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      erasableSyntaxOnly: true,
      verbatimModuleSyntax: true,
      allowImportingTsExtensions: true,
      allowJs: true,
      types: [],
      // Where this machine keeps siis; siis itself finds the import 'siis' without it.
      paths: { siis: [types] },
    },
    include: ['strategies'],
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

const readme = `# My strategies

\`\`\`
siis check my-strategy                     # is everything right?
siis backtest my-strategy                  # on the week of invented data in data/
siis paper my-strategy --for 30s           # in running time, on an invented market
siis import FILE --instrument binance:BTC/USDT
siis help
\`\`\`

| folder | holds |
| --- | --- |
| profiles/ | what is traded, with which strategy and how; editors complete them from profile.schema.json |
| strategies/ | the code, TypeScript or JavaScript; it imports everything from 'siis' |
| data/ | stored ticks and bars; not in git |
`;
