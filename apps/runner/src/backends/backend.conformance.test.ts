import { expect, it } from 'vitest';
import { replaceFs } from '../../test/replace-fs';
import { describeBackend } from './backend.conformance';
import { backendNamed, backendNames, backends } from './registry';

/** Two native halves do not fit into one process: here none is installed, test/native runs the suite on one. */
replaceFs(
  'existsSync',
  (original) => (path) => !/tfjs-node(-gpu)?[/\\]lib$/.test(String(path)) && original(path),
);

for (const backend of backends) describeBackend(backend);

it('every backend has a name of its own, by which it is found', () => {
  expect(new Set(backendNames).size).toBe(backends.length);
  for (const backend of backends) expect(backendNamed(backend.name)).toBe(backend);
  expect(() => backendNamed('cuda')).toThrow(/^there is no backend "cuda"\. Expected one of .*wasm\.$/);
});

it('the last one works everywhere, on as many threads as it is given', async () => {
  for (const threads of [1, 2, 1]) {
    expect(await backends.at(-1)?.load(threads, false)).toMatchObject({ state: 'loaded', threads });
  }
});
