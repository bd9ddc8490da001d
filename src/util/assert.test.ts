import { describe, expect, it } from 'vitest';
import { assert, AssertionError, ensure, unreachable } from './assert.ts';

describe('assert', () => {
  it('lets a true condition pass', () => {
    expect(() => assert(true, 'unused')).not.toThrow();
  });

  it('throws an AssertionError that carries the message', () => {
    expect(() => assert(false, 'lots must be whole, was 1.5')).toThrow(AssertionError);
    expect(() => assert(false, 'lots must be whole, was 1.5')).toThrow('lots must be whole, was 1.5');
  });
});

describe('ensure', () => {
  it.each([0, '', false, NaN])('hands %s back', (value) => {
    expect(ensure(value, 'value')).toBe(value);
  });

  it.each([undefined, null])('names what is missing when the value is %s', (value) => {
    expect(() => ensure(value, 'the fee')).toThrow(new AssertionError('the fee is missing'));
  });
});

describe('unreachable', () => {
  it('names the value that should not exist', () => {
    expect(() => unreachable({ kind: 'new' } as never)).toThrow('unreachable value {"kind":"new"}');
  });
});
