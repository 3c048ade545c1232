import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../src', import.meta.url));
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

/** From every file but the entries to each file that it imports, types included. */
const imports = sources
  .filter(({ file }) => file !== 'index.ts' && file !== 'layers.ts')
  .flatMap(({ file, text }) =>
    [...text.matchAll(/(?:from|import) '(\.[^']*)'/g)].map(
      ([, path]) => [file, `${normalize(join(dirname(file), path as string))}.ts`] as const,
    ),
  );

/** What can be reached from itself. */
function circles(arrows: readonly (readonly [string, string])[]): string[] {
  const reached = (from: string, seen = new Set<string>()): Set<string> => {
    for (const [start, end] of arrows) {
      if (start !== from || seen.has(end)) continue;
      seen.add(end);
      reached(end, seen);
    }
    return seen;
  };
  return [...new Set(arrows.map(([start]) => start))].filter((start) => reached(start).has(start));
}

describe('the sources', () => {
  it('have no circle of files', () => {
    expect(circles(imports)).toEqual([]);
  });
  it('have no circle of folders', () => {
    const folders = imports.map(([start, end]) => [dirname(start), dirname(end)] as const);
    expect(circles(folders.filter(([start, end]) => start !== end))).toEqual([]);
  });
  it('read tensors asynchronously, since some backends cannot do otherwise', () => {
    const readers = sources.filter(({ text }) => /\b(dataSync|arraySync|bufferSync)\b/.test(text));
    expect(readers.map(({ file }) => file)).toEqual([]);
  });
});
