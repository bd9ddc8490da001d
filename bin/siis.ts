import { main } from '../src/tool/main.ts';

process.exitCode = await main(process.argv.slice(2));
