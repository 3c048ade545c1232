import { join } from 'node:path';
import { expect, it } from 'vitest';
import { callersGrid, callersPaths } from './callers-paths';

const here = process.env.INIT_CWD ?? process.cwd();

it('the paths of a job are the caller’s; everything else, and the name of an expert set, stays', () => {
  const keys = { buffer_path: 'runs/a', experts: 'theirs', lr: 0.1, model: 'lenet', hs: undefined };
  expect(callersPaths(keys)).toEqual({ ...keys, buffer_path: join(here, 'runs/a') });
  expect(callersPaths({ experts: './theirs' })).toEqual({ experts: join(here, 'theirs') });
});

it('so are those in a grid’s lists', () => {
  const grid = { buffer_path: ['a', '/b'], experts: ['theirs', 'x/y'], lr: [1, 2] };
  expect(callersGrid(grid)).toEqual({
    buffer_path: [join(here, 'a'), '/b'],
    experts: ['theirs', join(here, 'x/y')],
    lr: [1, 2],
  });
});
