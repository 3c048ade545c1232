import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { afterAll } from 'vitest';

type Fs = typeof fs;

/** Replaces a function of node:fs, wherever it was imported, until the end of the test file. */
export function replaceFs<Name extends keyof Fs>(
  name: Name,
  replacement: (original: Fs[Name]) => Fs[Name],
): void {
  const original = fs[name];
  const set = (value: Fs[Name]) => {
    fs[name] = value;
    syncBuiltinESMExports();
  };
  set(replacement(original));
  afterAll(() => set(original));
}
