import { describe, expect, it } from 'vitest';
import { definePriceIndicator } from './definition.ts';
import { enumParam, intParam, lengthParam, nearest, numberParam, readParams } from './param.ts';
import { Sma } from './trend/sma.ts';

const params = {
  length: lengthParam(14, 'inputs', 2),
  offset: intParam(0, -3, 3, 'shift'),
  multiplier: numberParam(2, 0, 10, 'factor'),
  seed: enumParam(['sma', 'first'], 'start'),
};

describe('readParams', () => {
  it('fills in defaults', () => {
    expect(readParams('x', params, {})).toEqual({ length: 14, offset: 0, multiplier: 2, seed: 'sma' });
  });

  it('reads text as the kind that the parameter has', () => {
    const given = { length: '20', offset: '-3', multiplier: '2.5', seed: 'first' };
    expect(readParams('x', params, given)).toEqual({ length: 20, offset: -3, multiplier: 2.5, seed: 'first' });
  });

  it.each([
    [{ lenght: 5 }, 'indicator x: it has no parameter lenght; did you mean length?'],
    [{ period: 5 }, 'its parameters are: length, offset, multiplier, seed'],
    [{ toString: 5 }, 'it has no parameter toString'],
    [{ length: 1 }, 'length must be a whole number from 2 to 100000, was 1'],
    [{ length: 2.5 }, 'length must be a whole number from 2 to 100000, was 2.5'],
    [{ length: '' }, 'length must be a whole number from 2 to 100000, was '],
    [{ length: 'ten' }, 'was ten'],
    [{ offset: 4 }, 'offset must be a whole number from -3 to 3, was 4'],
    [{ multiplier: NaN }, 'multiplier must be a number from 0 to 10, was NaN'],
    [{ multiplier: '-1' }, 'multiplier must be a number from 0 to 10, was -1'],
    [{ seed: 'last' }, 'seed must be one of sma, first, was last'],
  ])('refuses %j', (given, message) => {
    expect(() => readParams('x', params, given)).toThrow(message);
    expect(() => readParams('x', params, given)).toThrow(expect.objectContaining({ code: 'INDICATOR_INVALID' }));
  });
});

describe('nearest', () => {
  it.each([
    ['bolinger', 'bollinger'],
    ['boll', 'bollinger'],
    ['RSI', 'rsi'],
    ['zigzag', undefined],
  ])('for %s is %s', (word, expected) => {
    expect(nearest(word, ['sma', 'bollinger', 'rsi'])).toBe(expected);
  });
});

describe('definePriceIndicator', () => {
  const definition = definePriceIndicator({
    title: 'Example',
    group: 'trend',
    params: { fast: lengthParam(2, 'short'), slow: lengthParam(3, 'long') },
    formula: '',
    source: '',
    check: ({ fast, slow }) => (fast > slow ? 'fast is above slow' : undefined),
    build: ({ slow }) => new Sma(slow),
  });

  it('builds an instance from checked parameters', () => {
    expect(definition.create({ slow: '7' }).warmup).toBe(7);
    expect(definition.outputs).toEqual(['value']);
  });

  it('refuses what its check refuses, by name', () => {
    expect(() => definition.create({ fast: 9 })).toThrow('indicator Example: fast is above slow');
  });
});
