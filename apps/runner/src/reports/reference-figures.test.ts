import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { ReferenceFileError, readReference } from './reference-figures';

const reference = {
  source: 'measured by hand.',
  accuracy: { replay_ed: 0.9, gn_ed: 0.1 },
  perExperience: { replay_ed: [0.95, 0.85] },
};

describe('readReference', () => {
  const write = (content: string) => {
    const path = join(temporaryFolder(), 'reference.json');
    writeFileSync(path, content);
    return path;
  };

  it('reads figures, with and without those of single experiences', () => {
    expect(readReference(write(JSON.stringify(reference)))).toEqual(reference);
    const { perExperience: _, ...short } = reference;
    expect(readReference(write(JSON.stringify(short)))).toEqual(short);
  });

  it.each([
    ['no JSON', '{"source"'],
    ['no source', '{"accuracy": {}}'],
    ['percents', '{"source": "x", "accuracy": {"gn_ed": 12}}'],
    ['an unknown part', '{"source": "x", "accuracy": {}, "seed": 1}'],
  ])('refuses %s', (_, content) => {
    const path = write(content);
    expect(() => readReference(path)).toThrow(ReferenceFileError);
    expect(() => readReference(path)).toThrow(
      new RegExp(`^${path}: .*It must be JSON with "source" and "accuracy"`),
    );
  });

  it('refuses a file that is not there', () => {
    expect(() => readReference(join(temporaryFolder(), 'x.json'))).toThrow(/ENOENT.*It must be JSON/);
  });
});
