import { describe, expect, it } from 'vitest';
import { linesOf } from './hung-stack.ts';

const frameOf = (functionName: string, url: string, lineNumber: number): object => ({
  functionName,
  url,
  lineNumber,
  columnNumber: 4,
});

describe('the stack of a thread that hangs', () => {
  it('is the function that most looks found it in, and those that called it', () => {
    const nodes = [
      { id: 1, hitCount: 0, children: [2], callFrame: frameOf('(root)', '', -1) },
      { id: 2, hitCount: 1, children: [3, 4], callFrame: frameOf('decide', 'file:///a%20b/host.ts', 9) },
      { id: 3, hitCount: 40, callFrame: frameOf('onBar', 'file:///a%20b/bad.ts', 4) },
      { id: 4, hitCount: 2, callFrame: frameOf('', 'node:internal', 0) },
    ];
    expect(linesOf(JSON.stringify({ nodes }))).toEqual(['at onBar (/a b/bad.ts:5:5)', 'at decide (/a b/host.ts:10:5)']);
  });

  it('is empty where nothing was seen', () => {
    expect(linesOf(JSON.stringify({ nodes: [] }))).toEqual([]);
  });
});
