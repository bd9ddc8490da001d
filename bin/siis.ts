import { main } from '../src/tool/main.ts';

process.exitCode = await main(process.argv.slice(2), {
  terminal: async (door, options) => (await import('../src/terminal/open.ts')).showTerminal(door, options),
});
