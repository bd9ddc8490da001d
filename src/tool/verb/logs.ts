import { logLevels } from '../../config/schema/log.ts';
import { dataOption, profileOption, setOption } from './shared-options.ts';
import type { Verb } from './verb.ts';

export const logs: Verb = {
  name: 'logs',
  summary: "What a profile's paper session told of itself: its log, in words",
  details:
    'The last session, whether it runs or not. With --json the lines as they are written: one JSON object each. How much is written is said by `log.level` of the profile.',
  args: [{ name: '[profile]', text: 'The same as --profile', completes: 'profile' }],
  options: [
    profileOption,
    dataOption,
    setOption,
    { flags: '-f, --follow', text: 'Go on with what is added, until the session ends' },
    { flags: '--session <id>', text: 'Another session than the last: its id, or how that begins' },
    { flags: '-n, --last <count>', text: 'Begin with so many lines before the end. Default: all' },
    { flags: '--level <level>', text: 'Only this and what is worse', choices: logLevels },
  ],
  examples: ['siis logs mine', 'siis logs mine -f', 'siis logs mine --level warn --json'],
  run: async (call) => (await import('../run/logs.ts')).runLogsVerb(call),
};
