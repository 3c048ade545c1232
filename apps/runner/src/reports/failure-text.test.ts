import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { UnknownScenarioError } from '@exmodel/benchmarks';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../config/config-error';
import { failureText } from './failure-text';

/** What `action` throws. */
function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('it did not throw');
}

describe('an expected error is its name and its sentence', () => {
  it.each([
    [
      'one of the runner',
      new ConfigError([() => ({ place: 'a.yaml:1', text: 'no key' })]),
      'ConfigError: a.yaml:1: no key',
    ],
    [
      'one of a package',
      new UnknownScenarioError('x', ['y']),
      'UnknownScenarioError: Unknown scenario "x": expected one of y. Correct the name.',
    ],
    [
      'one of the operating system',
      thrownBy(() => readFileSync('/nowhere/x')),
      "Error: ENOENT: no such file or directory, open '/nowhere/x'",
    ],
  ])('%s', (_, error, text) => {
    expect(failureText(error)).toBe(text);
  });
});

describe('an unexpected one has its stack, and asks for a report', () => {
  it.each([
    ['a TypeError', thrownBy(() => (undefined as unknown as string).length)],
    ['a RangeError of JavaScript', thrownBy(() => new Array(-1))],
    ['a RangeError of ours', new RangeError('there is no expert 3')],
    ['a bare Error', new Error('no buffer')],
    ['an assertion', thrownBy(() => assert.equal(1, 2))],
  ])('%s', (_, error) => {
    const text = failureText(error);
    expect(text).toMatch(/^ +at /m);
    expect(text).toContain((error as Error).message);
    expect(text).toMatch(/\nThis is a bug in exmodel.*Please report it/);
  });

  it('with its cause', () => {
    expect(failureText(new Error('outside', { cause: new TypeError('inside') }))).toContain('inside');
  });

  it('a thrown value that is not an error', () => {
    expect(failureText('oops')).toMatch(/^'oops'\nThis is a bug/);
  });
});
