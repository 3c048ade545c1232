import { linkSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { OutputTakenError, refuseTaken } from './output-file';

/** A folder with a file of the user's, `mine`, and one that exmodel wrote, `ours`. */
function folder(): string {
  const path = temporaryFolder();
  writeFileSync(join(path, 'mine'), 'mine');
  writeFileSync(join(path, 'ours'), 'ours');
  return path;
}

function check(path: string, { inputs = [] as readonly string[], overwrite = false } = {}): void {
  const isOfKind = (content: Uint8Array) => Buffer.from(content).toString() === 'ours';
  refuseTaken({ given: '--out x', path, inputs, overwrite, kind: 'one of ours', isOfKind });
}

describe('an output', () => {
  it('may be new, or replace one that exmodel wrote', () => {
    const here = folder();
    check(join(here, 'new'), { inputs: [join(here, 'mine'), join(here, 'nowhere'), 'hf://owner/repo/file'] });
    check(join(here, 'no', 'folder', 'yet'));
    check(join(here, 'ours'), { inputs: [join(here, 'mine', 'below')] });
  });

  it('replaces another file only if the user says so', () => {
    const mine = join(folder(), 'mine');
    expect(() => check(mine)).toThrow(OutputTakenError);
    expect(() => check(mine)).toThrow(
      '--out x: there is a file already, and nothing in it says that exmodel wrote it. Expected a new name, or one of ours to ' +
        'replace. Choose another name, or replace the file with --overwrite.',
    );
    check(mine, { overwrite: true });
  });

  it('does not take the place of a folder', () => {
    expect(() => check(folder(), { overwrite: true })).toThrow(/a folder of that name is there/);
  });

  it.each<[string, (here: string) => string]>([
    ['the same path', (here) => join(here, 'ours')],
    ['another path', (here) => `${here}/./inside/../ours`],
    [
      'a symbolic link',
      (here) => {
        symlinkSync(join(here, 'ours'), join(here, 'link'));
        return join(here, 'link');
      },
    ],
    [
      'a hard link',
      (here) => {
        linkSync(join(here, 'ours'), join(here, 'hard'));
        return join(here, 'hard');
      },
    ],
    [
      'a link to its folder',
      (here) => {
        symlinkSync(here, join(here, 'self'));
        return join(here, 'self', 'ours');
      },
    ],
  ])('never replaces an input, to which %s leads', (_, lead) => {
    const here = folder();
    mkdirSync(join(here, 'inside'));
    const path = lead(here);
    const ours = join(here, 'ours');
    for (const overwrite of [false, true]) {
      const refused = (output: string, input: string) =>
        expect(() => check(output, { inputs: [join(here, 'mine'), input], overwrite })).toThrow(
          `--out x: this is ${input}, which the command reads. Expected a file other than its inputs.`,
        );
      refused(path, ours);
      refused(ours, path);
    }
    expect(readdirSync(here)).toContain('ours');
  });
});
