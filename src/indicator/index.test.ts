import { describe, expect, it } from 'vitest';
import { bars, indicatorContract, prices } from '../../test/contract/indicator.ts';
import type { IndicatorDefinition } from './definition.ts';
import { indicatorDefinition, indicators, readOutputs } from './index.ts';
import type { ParamInput } from './param.ts';

/** Defaults, the shortest and some odd lengths, and every choice of every word. */
function settings(definition: IndicatorDefinition): ParamInput[] {
  const params = Object.entries(definition.params);
  const lengths = params.flatMap(([name, param]) =>
    param.kind === 'int' && param.min > 0 ? [[name, param] as const] : [],
  );
  const every = (length: (fallback: number) => number): ParamInput =>
    Object.fromEntries(lengths.map(([name, param]) => [name, Math.max(param.min, length(param.default))]));
  const choices = params.flatMap(([name, param]) =>
    param.kind === 'enum'
      ? param.choices.filter((each) => each !== param.default).map((each) => ({ [name]: each }))
      : [],
  );
  const odd = lengths.length === 0 ? [] : [every(() => 1), every((n) => Math.floor(n / 2)), every((n) => 2 * n + 1)];
  return [{}, ...odd, ...choices, ...choices.slice(0, 1).map((one) => ({ ...every((n) => n + 5), ...one }))];
}

describe.each(Object.entries<IndicatorDefinition>(indicators))('%s', (name, definition) => {
  for (const setting of settings(definition)) {
    const title = `${name} ${JSON.stringify(setting)}`;
    if (definition.input === 'price') indicatorContract(title, () => definition.create(setting), prices);
    else indicatorContract(title, () => definition.create(setting), bars);
  }

  it('names the outputs its instances have, the main one first', () => {
    const instance = definition.create();
    const names = instance.outputs === undefined ? ['value'] : Object.keys(instance.outputs);
    expect(names).toEqual(definition.outputs);
    expect(Object.keys(instance.forming ?? { value: NaN })).toEqual(definition.outputs);
    for (const output of definition.outputs) expect(Reflect.get(instance, output)).toBeNaN();
  });

  it('has a kebab-case name, and defaults within their ranges', () => {
    expect(name).toMatch(/^[a-z][a-z0-9]*(-[a-z]+)*$/);
    for (const param of Object.values(definition.params)) {
      if (param.kind === 'enum') expect(param.choices).toContain(param.default);
      else expect(param.min <= param.default && param.default <= param.max).toBe(true);
    }
  });
});

describe('indicatorDefinition', () => {
  it('finds an indicator by name', () => {
    expect(indicatorDefinition('parabolic-sar')).toBe(indicators['parabolic-sar']);
  });

  it.each([
    ['bolinger', 'there is no indicator bolinger; did you mean bollinger?'],
    ['toString', /^there is no indicator toString; known are sma, ema, /],
  ])('refuses %s', (name, message) => {
    expect(() => indicatorDefinition(name)).toThrow(message);
  });
});

describe('readOutputs', () => {
  it('is undefined before warm-up, then the number or a copy of the named numbers', () => {
    const sma = indicators.sma.create({ length: 2 });
    sma.next(1);
    expect(readOutputs(sma)).toBeUndefined();
    sma.next(3);
    expect(readOutputs(sma)).toBe(2);
    const band = indicators.bollinger.create({ length: 1 });
    band.next(5);
    const first = readOutputs(band);
    band.next(7);
    expect(first).toEqual({ middle: 5, upper: 5, lower: 5, percentB: 0.5, width: 0, zScore: 0 });
  });
});
