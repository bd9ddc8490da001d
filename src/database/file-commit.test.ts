import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CommitDisk, FileCommit, isHalfCommitted, needsRecovery, recover } from './file-commit.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'siis-commit-'));
  mkdirSync(join(dir, 'a'));
  writeFileSync(join(dir, 'a/1'), 'old');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

class Death extends Error {}

/** A disk on which the process dies at the given step: before it, or with a file half written. */
function mortal(stepOfDeath: number): CommitDisk {
  let step = 0;
  const live = (work: () => void, half?: () => void): void => {
    if (step++ < stepOfDeath) return work();
    half?.();
    throw new Death();
  };
  return {
    write: (path, text) =>
      live(
        () => writeFileSync(path, text),
        () => writeFileSync(path, text.slice(0, text.length / 2)),
      ),
    rename: (from, to) => live(() => renameSync(from, to)),
    remove: (path) => live(() => rmSync(path, { force: true })),
    sync: () => live(() => undefined),
  };
}

function stageAll(commit: FileCommit): void {
  writeFileSync(commit.stage('a/1'), 'new');
  writeFileSync(commit.stage('a/2'), 'new');
  writeFileSync(commit.stage('b/c/3'), 'new');
}

function read(path: string): string | undefined {
  try {
    return readFileSync(join(dir, path), 'utf8');
  } catch {
    return undefined;
  }
}

describe('FileCommit', () => {
  it('puts all files in place', () => {
    const commit = new FileCommit(dir);
    stageAll(commit);
    expect([read('a/1'), read('a/2'), read('b/c/3')]).toEqual(['old', undefined, undefined]);
    commit.commit();
    expect([read('a/1'), read('a/2'), read('b/c/3')]).toEqual(['new', 'new', 'new']);
    expect(readdirSync(join(dir, 'incoming'))).toEqual([]);
  });

  it('leaves out what was dropped, and all of it when aborted', () => {
    const commit = new FileCommit(dir);
    stageAll(commit);
    commit.drop('a/1');
    commit.commit();
    expect([read('a/1'), read('a/2')]).toEqual(['old', 'new']);
    writeFileSync(commit.stage('a/2'), 'newer');
    commit.abort();
    commit.commit();
    expect([read('a/2'), readdirSync(join(dir, 'incoming'))]).toEqual(['new', []]);
  });

  it.each(['the process dies', 'the disk fails'])('is all or nothing wherever %s', (what) => {
    const outcomes: string[] = [];
    for (let step = 0; ; step++) {
      rmSync(dir, { recursive: true });
      mkdirSync(join(dir, 'a'), { recursive: true });
      writeFileSync(join(dir, 'a/1'), 'old');
      const commit = new FileCommit(dir, mortal(step));
      stageAll(commit);
      let died = false;
      try {
        commit.commit();
      } catch (error) {
        if (!(error instanceof Death)) throw error;
        died = true;
        if (what === 'the disk fails') commit.abort();
      }
      if (needsRecovery(dir)) recover(dir);
      expect([isHalfCommitted(dir), needsRecovery(dir)]).toEqual([false, false]);
      outcomes.push([read('a/1'), read('a/2'), read('b/c/3')].join(' '));
      if (!died) break;
    }
    const turn = outcomes.indexOf('new new new');
    expect(turn).toBeGreaterThan(2);
    expect(outcomes.slice(0, turn).every((outcome) => outcome === 'old  ')).toBe(true);
    expect(outcomes.slice(turn).every((outcome) => outcome === 'new new new')).toBe(true);
    expect(outcomes.length - turn).toBeGreaterThan(5);
  });
});
