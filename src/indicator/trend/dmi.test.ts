import { describe, expect, it } from 'vitest';
import { bar, expectSeries, outputsOver, sampleBars } from '../../../test/support/indicator-sample.ts';
import { Dmi } from './dmi.ts';

describe('Dmi', () => {
  it('smooths the movement in the true range (TA-Lib PLUS_DI, MINUS_DI, DX)', () => {
    expectSeries(
      outputsOver(new Dmi(4), sampleBars, 'plusDi'),
      4,
      [
        25.714285714, 17.647058824, 22.273425499, 34.80338111, 43.515798843, 40.795338421, 32.966318588, 23.82270413,
        19.110997101, 15.122934046, 49.942652155, 45.838564671,
      ],
    );
    expectSeries(
      outputsOver(new Dmi(4), sampleBars, 'minusDi'),
      4,
      [
        20, 34.640522876, 24.423963134, 17.530319735, 12.736982644, 9.3340290914, 7.5427386718, 23.941488244,
        29.095398242, 33.457748857, 19.732140288, 14.856417758,
      ],
    );
    expectSeries(
      outputsOver(new Dmi(4), sampleBars),
      4,
      [
        12.5, 32.5, 4.6052631579, 33.005617978, 54.715189873, 62.760235947, 62.760235947, 0.2486886253, 20.711777079,
        37.74095734, 43.35931376, 51.045647718,
      ],
    );
  });

  it('sums one bar more at the start on request (Stock.Indicators Adx)', () => {
    expectSeries(
      outputsOver(new Dmi(4, 'wilder'), sampleBars, 'plusDi'),
      4,
      [
        27.272727273, 20, 23.49726776, 34.682860999, 42.895352725, 40.456621005, 32.979899384, 24.079656076,
        19.420905101, 15.438371558, 49.771760716, 45.741445346,
      ],
    );
    expectSeries(
      outputsOver(new Dmi(4, 'wilder'), sampleBars, 'minusDi'),
      4,
      [
        18.181818182, 31.111111111, 22.950819672, 17.004048583, 12.637913741, 9.4146948941, 7.6747806078, 23.594845525,
        28.70351646, 33.07066411, 19.643439475, 14.827330599,
      ],
    );
    expectSeries(
      outputsOver(new Dmi(4, 'wilder'), sampleBars),
      4,
      [
        20, 21.739130435, 1.1764705882, 34.203655352, 54.485249849, 62.24404861, 62.24404861, 1.016917921, 19.288774925,
        36.348470567, 43.403060364, 51.039688792,
      ],
    );
  });

  it('is 0 in a market that never moved', () => {
    const dmi = new Dmi(2);
    for (let k = 0; k < 5; k++) dmi.next(bar(10));
    expect(dmi.outputs).toEqual({ dx: 0, plusDi: 0, minusDi: 0 });
  });

  it('counts neither move when both are equal', () => {
    const dmi = new Dmi(1);
    dmi.next(bar(10, { high: 12, low: 8 }));
    dmi.next(bar(10, { high: 13, low: 7 }));
    expect([dmi.plusDi, dmi.minusDi]).toEqual([0, 0]);
  });
});
