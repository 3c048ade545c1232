import { describe, expect, it } from 'vitest';
import { imageKindContract } from '../../testing/image-kind-contract';
import { imageKindNamed, imageKinds } from './registry';

it('names are different, and lead to their kind', () => {
  for (const of of ['name', 'strategy', 'images'] as const) {
    expect(new Set(imageKinds.map((kind) => kind[of])).size).toBe(imageKinds.length);
  }
  for (const kind of imageKinds) expect(imageKindNamed(kind.name)).toBe(kind);
  expect(() => imageKindNamed('photographs')).toThrow(/photographs/);
});

/** A new kind is tested by being in the registry. */
describe.each(imageKinds)('$name', (kind) => {
  for (const { name, run } of imageKindContract(kind)) it(name, run);
});
