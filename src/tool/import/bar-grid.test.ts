import { describe, expect, it } from 'vitest';
import { failure, importText, store, useImports } from '../../../test/support/import-rig.ts';

useImports();

describe('where imported bars begin', () => {
  const day = '2024-01-02';
  const at = (...times: string[]): string =>
    `time,open,high,low,close,volume\n${times.map((time, k) => `${time},${k + 1},${k + 1},${k + 1},${k + 1},1`).join('\n')}\n`;
  const times = (): (string | undefined)[] => store.stored[0]!.rows.map((row) => row.split(' ')[0]);

  it('stores the shorter first bar of a session as the whole bar around it, and says so', async () => {
    const session = ['09:30', '10:00', '11:00', '12:00'];
    const days = ['2024-01-02', '2024-01-03'].flatMap((day) => session.map((time) => `${day} ${time}`));
    const report = await importText(at(...days, '2024-01-04 09:30'));
    expect(times()).toEqual(
      [...days, '2024-01-04 09:30'].map((time) => `${time.replace('09:30', '09:00').replace(' ', 'T')}:00Z`),
    );
    expect(store.stored[0]?.what).toContain('1h');
    expect(report.files[0]?.notes).toEqual([
      '3 bars are the shorter first of a session: stored as the whole 1h bar around it (2024-01-02T09:30:00Z as 2024-01-02T09:00:00Z)',
    ]);
  });

  it('keeps bars that begin as a session does, and says so', async () => {
    const days = ['2024-01-02', '2024-01-03'].flatMap((day) =>
      ['14:30', '15:30', '16:30'].map((time) => `${day} ${time}`),
    );
    const report = await importText(at(...days));
    expect(times()).toEqual(days.map((time) => `${time.replace(' ', 'T')}:00Z`));
    expect(report.files[0]?.notes).toEqual([
      'bars begin at 2024-01-02T14:30:00Z, as those of a session do, not where 1h bars of UTC do; kept so',
    ]);
  });

  it('keeps bars of a zone whose summer time moves them', async () => {
    const winter = ['2024-03-08 22:00', '2024-03-09 02:00', '2024-03-09 06:00', '2024-03-09 10:00'];
    const summer = ['2024-03-11 01:00', '2024-03-11 05:00'];
    await importText(at(...winter, ...summer));
    expect(times()).toEqual([...winter, ...summer].map((time) => `${time.replace(' ', 'T')}:00Z`));
  });

  it.each<[what: string, content: string, message: string]>([
    [
      'a bar that begins elsewhere than all others',
      at(`${day} 00:00`, `${day} 00:01`, `${day} 00:02`, `${day} 00:05:30`, `${day} 00:07`),
      'file.csv:5: time: expected a 1m bar that begins where most do, such as 2024-01-02T00:05:00.000Z, came 2024-01-02T00:05:30.000Z',
    ],
    [
      'a last bar that begins elsewhere than all others',
      at(`${day} 14:30`, `${day} 15:30`, `${day} 16:30`, `${day} 20:00`),
      'file.csv:5: time: expected a 1h bar that begins where most do, such as 2024-01-02T19:30:00.000Z, came 2024-01-02T20:00:00.000Z',
    ],
    [
      'a day that begins elsewhere than all others',
      at('2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05 20:00', '2024-01-08'),
      'file.csv:5: time: expected a 1d bar that begins where most do, such as 2024-01-05T00:00:00.000Z, came',
    ],
    [
      'a bar within the one before it, however sessions begin',
      at(
        `${day} 09:30`,
        `${day} 10:00`,
        `${day} 11:00`,
        `${day} 11:30`,
        `${day} 12:00`,
        `${day} 13:00`,
        `${day} 14:00`,
        `${day} 15:00`,
      ),
      'file.csv:5: time: expected a 1h bar that begins when the one of 2024-01-02T11:00:00.000Z has ended, came 2024-01-02T11:30:00.000Z',
    ],
    [
      'a bar at the end of another one as the first of a session',
      at(`${day} 09:00`, `${day} 10:00`, `${day} 11:00`, `${day} 12:00`, `${day} 12:30`, `${day} 13:00`),
      'file.csv:6: time: expected a 1h bar that begins when the one of 2024-01-02T12:00:00.000Z has ended, came',
    ],
  ])('refuses %s', async (_what, content, message) => {
    expect(await failure(content)).toContain(message);
  });
});
