import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const STATIC_IMPORT = /^(?:import|export)\s(?!type\s)[^;]*?from '([^']+)'/gm;

/** Collects what a file needs to load: source files, and modules from outside, each with the way that leads there. */
function needs(file: string, seen: Map<string, readonly string[]>, way: readonly string[] = []): void {
  if (seen.has(file)) return;
  seen.set(file, way);
  for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(STATIC_IMPORT)) {
    if (!specifier.startsWith('.')) {
      seen.set(specifier, [...way, file]);
      continue;
    }
    const next = fileURLToPath(new URL(`${specifier}.ts`, new URL(`file://${file}`)));
    expect(existsSync(next), `${next}, imported by ${file}`).toBe(true);
    needs(next, seen, [...way, file]);
  }
}

it('loads in a browser: neither Node nor a package is imported before it is used', () => {
  const seen = new Map<string, readonly string[]>();
  needs(fileURLToPath(new URL('../src/index.ts', import.meta.url)), seen);
  expect(seen.size).toBeGreaterThan(40);
  expect([...seen].filter(([name]) => !name.endsWith('.ts'))).toEqual([]);
});
