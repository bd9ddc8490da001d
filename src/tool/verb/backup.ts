import { dataOption } from './shared-options.ts';
import type { Verb } from './verb.ts';

export const backup: Verb = {
  name: 'backup',
  summary: 'Copy the data folder and all paper sessions into one file, also while they run',
  details:
    'The file is a tar archive; `manifest.json` in it has the checksum of every other file. Profiles and strategies are not in it. What is damaged is copied as it is, and named.',
  args: [{ name: '[file]', text: 'Where to. Default: siis-backup-DATE.tar in this folder', completes: 'file' }],
  options: [dataOption],
  examples: ['siis backup', 'siis backup /mnt/disk/monday.tar'],
  run: async (call) => (await import('../run/backup.ts')).runBackupVerb(call),
};

export const restore: Verb = {
  name: 'restore',
  summary: 'Put back what a backup holds',
  details:
    'Every byte of the backup is checked first; then all of it is put in place, or nothing. Refused while a session runs, and where something is in the way. Sessions come to lie beside the data, and go on from there.',
  args: [{ name: '<file>', text: 'What siis backup wrote', completes: 'file' }],
  options: [
    { flags: '--check', text: 'Only read the backup, and change nothing' },
    { flags: '--replace', text: 'Keep what is in the way under another name' },
    dataOption,
  ],
  examples: ['siis restore monday.tar --check', 'siis restore monday.tar --replace'],
  run: async (call) => (await import('../run/backup.ts')).runRestoreVerb(call),
};
