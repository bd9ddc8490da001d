import { dataOption } from './shared-options.ts';
import type { Verb } from './verb.ts';

export const doctor: Verb = {
  name: 'doctor',
  summary: 'Look at what siis runs on: versions, clock, memory, profiles, disk, data folder, terminal',
  details:
    'Each line is ok, warn or fail, with what to do. Profiles are listed with the data that they lack. The exit code is 1 when something fails.',
  args: [],
  options: [dataOption],
  examples: ['siis doctor', 'siis doctor --json'],
  run: async (call) => (await import('../run/doctor.ts')).runDoctorVerb(call),
};
