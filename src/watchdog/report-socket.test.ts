import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SessionReport } from './report.ts';
import { askReport, serveReports } from './report-socket.ts';

const report: SessionReport = {
  threads: [],
  time: 1,
  lag: 0,
  eventsPerSecond: 2,
  ticksPerSecond: 3,
  openTrades: 4,
  loopDelay: null,
  memory: 5,
};
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'siis-report-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('tells each who asks how the session is', async () => {
  let asked = 0;
  const server = await serveReports(folder, () => Promise.resolve({ ...report, loopDelay: null, memory: ++asked }));
  expect(await askReport(folder, 5000)).toEqual({ ...report, loopDelay: null, memory: 1 });
  expect(await askReport(folder, 5000)).toEqual({ ...report, loopDelay: null, memory: 2 });
  server.close();
});

it('gives no answer where nobody listens, none is found, or none comes in time', async () => {
  expect(await askReport(folder, 5000)).toBeUndefined();
  const broken = await serveReports(folder, () => Promise.reject(new Error('broken')));
  expect(await askReport(folder, 5000)).toBeUndefined();
  broken.close();
  const hung = await serveReports(folder, () => new Promise(() => undefined));
  expect(await askReport(folder, 1)).toBeUndefined();
  hung.close();
});
