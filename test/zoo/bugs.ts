/** A bug to plant: a piece of a file, what takes its place, and the test that must fail then. */
export interface Bug {
  readonly name: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  readonly caughtBy: { readonly file: string; readonly test: string };
}

const crash = {
  file: 'src/database/journal/crash.test.ts',
  test: 'recovers a beginning of what was appended with all that was committed, life after life',
};
const left = { file: 'test/property/session.test.ts', test: 'goes on as if it had never been left' };

/** The bugs that the suite must catch; `npm run zoo` plants each in a copy of the sources. */
export const bugs: readonly Bug[] = [
  {
    name: 'lost fsync: a commit of the journal writes, but does not sync',
    file: 'src/database/journal/journal.ts',
    find: 'this.#attempt(() => this.#disk.sync(this.#file));',
    replace: '',
    caughtBy: crash,
  },
  {
    name: 'lost fsync of a folder: a new segment has no lasting name',
    file: 'src/database/journal/journal.ts',
    find: '        this.#disk.sync(file);\n        this.#disk.syncFolder(folder);',
    replace: '        this.#disk.sync(file);',
    caughtBy: crash,
  },
  {
    name: 'a failed sync is taken back: the journal goes on after an error of the disk',
    file: 'src/database/journal/journal.ts',
    find: '      this.#fault = { reason: wordsOf(error), cause: error };\n      throw isOfDisk(error) ? this.#failure(this.#fault) : error;',
    replace:
      '      const fault = { reason: wordsOf(error), cause: error };\n      throw isOfDisk(error) ? this.#failure(fault) : error;',
    caughtBy: {
      file: 'src/database/journal/journal.test.ts',
      test: 'ends the journal, whatever later calls would say',
    },
  },
  {
    name: 'what was found is built upon without being written again',
    file: 'src/database/journal/mend.ts',
    find: '  copyBytes(disk, { from: file, to: file }, [open === headerBytes ? 0 : open, end], 0);\n',
    replace: '',
    caughtBy: crash,
  },
  {
    name: 'a torn tail stays where the next record goes',
    file: 'src/database/journal/mend.ts',
    find: '  disk.truncate(file, end);\n',
    replace: '',
    caughtBy: {
      file: 'src/database/journal/journal-damage.test.ts',
      test: 'is cut off when the journal is opened, kept beside it, and never comes back',
    },
  },
  {
    name: 'damage to what was safe passes for a torn tail',
    file: 'src/database/journal/segment-reader.ts',
    find: "const kind = witness > 0 || this.#isFollowed ? 'broken' : 'torn-tail';",
    replace: "const kind = this.#isFollowed ? 'broken' : 'torn-tail';",
    caughtBy: {
      file: 'src/database/journal/journal-damage.test.ts',
      test: 'any bit turned: cut in the last batch, refused where a later batch shows that it had been on disk',
    },
  },
  {
    name: 'journals are let go of too early: the segment behind the snapshot goes as well',
    file: 'src/database/journal/journal.ts',
    find: '(files.segments[k + 1]?.header.sequence ?? Infinity) - 1 <= oldest',
    replace: '(files.segments[k + 1]?.header.sequence ?? Infinity) - 9 <= oldest',
    caughtBy: crash,
  },
  {
    name: 'a snapshot has its name before it is on disk',
    file: 'src/database/journal/snapshot.ts',
    find: '      disk.sync(file);\n',
    replace: '',
    caughtBy: crash,
  },
  {
    name: 'journal after send: the venue has the order before it is written down (I2)',
    file: 'src/trader/order-desk.ts',
    find: "    this.#keep(new Order(request));\n    this.#journal.append({ kind: 'intent', request });\n    this.#venue.submit(request);",
    replace:
      "    this.#keep(new Order(request));\n    this.#venue.submit(request);\n    this.#journal.append({ kind: 'intent', request });",
    caughtBy: {
      file: 'src/trader/order-desk.test.ts',
      test: 'writes an intent down before it sends it, a cancel and a change as well (I2)',
    },
  },
  {
    name: 'a result is applied twice: a fill that is told again counts again (I4)',
    file: 'src/trader/order-desk.ts',
    find: "report.kind === 'fill' && known!.hasFill(report.fillId)",
    replace: 'false',
    caughtBy: {
      file: 'src/trader/order-desk.test.ts',
      test: 'applies a fill once, however often the venue reports it, and tells it once (I4)',
    },
  },
  {
    name: 'an entry of unknown fate is sent again (I1)',
    file: 'src/trader/order-desk.ts',
    find: "const isWanted = order.request.purpose !== 'entry' && order.cancelState === 'none';",
    replace: "const isWanted = order.cancelState === 'none';",
    caughtBy: { file: 'src/trader/order-desk.test.ts', test: 'of an entry is never sent again (I1)' },
  },
  {
    name: 'a halted session still lets orders out (I19)',
    file: 'src/trader/order-desk.ts',
    find: "    return this.#orders.has(order.id) ? 'duplicate-order' : this.#forbidden(order);",
    replace: "    return this.#orders.has(order.id) ? 'duplicate-order' : undefined;",
    caughtBy: { file: 'src/trader/order-desk.test.ts', test: 'lets an order of purpose' },
  },
  {
    name: 'events out of order: what is published during an event goes before what waits',
    file: 'src/bus/bus.ts',
    find: '        const next = this.#queue[this.#head++]!;',
    replace: '        const next = this.#queue[--this.#tail]!;',
    caughtBy: { file: 'src/bus/bus.test.ts', test: 'completes an event before the one that was published during it' },
  },
  {
    name: 'timers of one moment fire in any order',
    file: 'src/bus/clock.ts',
    find: 'a.time < b.time || (a.time === b.time && a.order < b.order)',
    replace: 'a.time < b.time || (a.time === b.time && a.order > b.order)',
    caughtBy: { file: 'src/bus/clock.test.ts', test: 'fires timers by time, those of one moment as they were set' },
  },
  {
    name: 'a timer is dropped when those that were taken back are thrown out',
    file: 'src/bus/clock.ts',
    find: '    this.#heap.length = 0;\n    for (const timer of kept) {',
    replace: '    this.#heap.length = 0;\n    for (const timer of kept.slice(0, -1)) {',
    caughtBy: {
      file: 'src/bus/clock.test.ts',
      test: 'keeps few timers that were taken back, and fires the others in order',
    },
  },
  {
    name: 'a command is dropped at restart',
    file: 'src/system/record/session-log.ts',
    find: 'if (event !== undefined) session.publish(event);',
    replace: '',
    caughtBy: left,
  },
  {
    name: 'what happened is not compared when it is done again',
    file: 'src/system/record/session-log.ts',
    find: 'if (type !== expected.type || !Buffer.from(bytes).equals(expected.bytes)) throw this.#differs(expected, entry);',
    replace: 'if (type !== expected.type) throw this.#differs(expected, entry);',
    caughtBy: {
      file: 'test/property/session.test.ts',
      test: 'is refused, with the first difference, where it would do something else',
    },
  },
  {
    name: 'a damaged description of a session is believed',
    file: 'src/system/record/session-folder.ts',
    find: "    assert(sum === checksumOf(meta), 'its checksum is wrong, so it was damaged');\n",
    replace: '',
    caughtBy: {
      file: 'src/system/record/session-folder.test.ts',
      test: 'refuses a description that is torn, flipped anywhere, or zeroed, and names the file',
    },
  },
  {
    name: 'event numbers are given twice after a kill',
    file: 'src/system/record/sequence-file.ts',
    find: 'if (sequence < this.#reserved - reserve / 2) return;',
    replace: 'if (sequence > 0) return;',
    caughtBy: { file: 'src/system/record/sequence-file.test.ts', test: 'gives no number twice after a kill' },
  },
  {
    name: 'two processes may hold one lock (I14)',
    file: 'src/database/lock-file.ts',
    find: "  return born === '' || holder.born === '' || born === holder.born;",
    replace: '  return born !== holder.born;',
    caughtBy: { file: 'src/database/lock-file.test.ts', test: 'is held by one at a time' },
  },
  {
    name: 'files of an import are put in place before all of them are sure to come',
    file: 'src/database/file-commit.ts',
    find: '    this.#disk.write(join(this.#dir, `${record}.tmp`), JSON.stringify(moves));\n    this.#disk.rename(join(this.#dir, `${record}.tmp`), join(this.#dir, record));\n',
    replace: '',
    caughtBy: { file: 'src/database/file-commit.test.ts', test: 'is all or nothing wherever' },
  },
  {
    name: 'a block of ticks is believed without a look at its bytes (F23)',
    file: 'src/database/tick-file/scan.ts',
    find: '    if (checksum(bytes.subarray(lengths.head)) !== head.bodyChecksum) return undefined;\n',
    replace: '',
    caughtBy: {
      file: 'src/database/tick-file/damage.test.ts',
      test: 'of any bit of the last block of a recording costs that block, of an earlier one the file',
    },
  },
  {
    name: 'recording goes on behind a torn tail instead of in its place (F23)',
    file: 'src/database/tick-file/tick-file-appender.ts',
    find: '    this.#position = file.end;',
    replace: '    this.#position = file.size;',
    caughtBy: { file: 'src/database/tick-recorder.test.ts', test: 'names a torn tail and goes on behind it' },
  },
];
