import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { UnwritableFileError } from './store';
import { createWhole, writeWhole } from './write-whole';

describe('writeWhole', () => {
  it('writes text and bytes, and replaces what was there', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'x');
    writeWhole(path, 'long before');
    writeWhole(path, 'größer');
    expect(readFileSync(path, 'utf8')).toBe('größer');
    writeWhole(path, Uint8Array.of(0, 255, 10));
    expect([...readFileSync(path)]).toEqual([0, 255, 10]);
    expect(readdirSync(folder)).toEqual(['x']);
  });

  it('leaves what was there, and nothing beside it, where it fails', () => {
    const folder = temporaryFolder();
    const taken = join(folder, 'taken');
    mkdirSync(join(taken, 'inside'), { recursive: true });
    expect(() => writeWhole(taken, 'x')).toThrow(UnwritableFileError);
    expect(() => writeWhole(join(folder, 'no', 'folder'), 'x')).toThrow(
      /no\/folder could not be written: ENOENT.*Free disk space or repair the folder, then run the same command again/s,
    );
    expect(readdirSync(folder)).toEqual(['taken']);
  });
});

describe('createWhole', () => {
  it('writes where there is nothing, else says so and leaves what is there', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'x');
    expect(createWhole(path, 'first')).toBe(true);
    expect(createWhole(path, 'second')).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe('first');
    expect(() => createWhole(join(folder, 'no', 'folder'), 'x')).toThrow(UnwritableFileError);
    expect(readdirSync(folder)).toEqual(['x']);
  });
});
