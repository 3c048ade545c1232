import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { someJobConfig, someMetrics } from '../../test/metrics';
import { temporaryFolder } from '../../test/temporary-folder';
import {
  checkWritable,
  FolderTakenError,
  finishedMetrics,
  startJobFolder,
  UnwritableFolderError,
} from './job-folder';

const identity = (changes: Parameters<typeof someJobConfig>[0] = {}) => ({
  ...someJobConfig(changes),
  backend: 'wasm',
});
const config = identity();
const metrics = someMetrics();

/** A job's folder with these files. */
function jobFolder(files: Readonly<Record<string, unknown>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return folder;
}

describe('finishedMetrics', () => {
  it('are those of an earlier run of the same configuration', () => {
    const folder = jobFolder({ 'config.json': config, 'metrics.json': metrics });
    expect(finishedMetrics(folder, config, false)).toEqual(metrics);
  });

  it('are not those of an earlier revision of the strategy, and the error says so', () => {
    const folder = jobFolder({ 'config.json': config, 'metrics.json': metrics });
    expect(() => finishedMetrics(folder, { ...config, revision: 2 }, false)).toThrow(/revision.*2/);
  });

  it('are none in a folder that is not there, is empty, or is to be made afresh', () => {
    const folder = jobFolder({ 'config.json': config, 'metrics.json': metrics });
    expect(finishedMetrics(join(folder, 'other'), config, false)).toBeUndefined();
    expect(finishedMetrics(jobFolder({}), config, false)).toBeUndefined();
    expect(finishedMetrics(folder, config, true)).toBeUndefined();
    expect(finishedMetrics(folder, identity({ lr: 0.5 }), true)).toBeUndefined();
  });

  it('are none where the run was interrupted', () => {
    expect(finishedMetrics(jobFolder({ 'config.json': config }), config, false)).toBeUndefined();
  });

  it.each([
    ['cut short', '{"schema": 2, "stra'],
    ['empty', ''],
    ['null', 'null'],
    ['of another version', { ...metrics, schema: 3 }],
    ['without a part', { ...metrics, accuracy: undefined }],
  ])('are not lost where metrics.json is %s', (_, content) => {
    const folder = jobFolder({ 'config.json': config, 'metrics.json': content });
    expect(() => finishedMetrics(folder, config, false)).toThrow(
      /a metrics.json that this version cannot read/,
    );
    expect(finishedMetrics(folder, config, true)).toBeUndefined();
  });

  it.each(['{"lr": 0.1, "se', '', 'null', '5', undefined])(
    'are refused, with --fresh too, in a folder that is not a job’s: config.json %s',
    (content) => {
      const folder = jobFolder({
        ...(content !== undefined && { 'config.json': content }),
        'thesis.txt': 'mine',
      });
      for (const fresh of [false, true]) {
        expect(() => finishedMetrics(folder, config, fresh)).toThrow(FolderTakenError);
        expect(() => finishedMetrics(folder, config, fresh)).toThrow(
          /files that no run of this command wrote/,
        );
      }
      expect(readFileSync(join(folder, 'thesis.txt'), 'utf8')).toBe('mine');
    },
  );

  it('are none where a process was killed before it wrote a whole file', () => {
    expect(finishedMetrics(jobFolder({ 'config.json.123.part': '{"lr"' }), config, false)).toBeUndefined();
  });

  it('of another backend are refused, and an unfinished run is called one', () => {
    const folder = jobFolder({ 'config.json': { ...config, backend: 'tensorflow' } });
    expect(() => finishedMetrics(folder, config, false)).toThrow(
      /an unfinished run of another configuration \(backend "tensorflow" → "wasm"\)/,
    );
  });

  it('of another configuration are refused: every difference is named, and what to do', () => {
    const saved = { ...config, lr: 0.5, extra: true, seed: undefined };
    const folder = jobFolder({ 'config.json': saved, 'metrics.json': metrics });
    const asked = () => finishedMetrics(folder, config, false);
    expect(asked).toThrow(FolderTakenError);
    expect(asked).toThrow(
      `${folder} holds results of another configuration (lr 0.5 → 0.1, extra true → undefined, seed undefined → 1234). ` +
        'Keep both with --set name=ANOTHER-NAME, or replace the old with --fresh.',
    );
    expect(readdirSync(folder)).toEqual(['config.json', 'metrics.json']);
  });
});

describe('startJobFolder', () => {
  it('leaves nothing of what was there but the new configuration', () => {
    const folder = jobFolder({ 'config.json': config, 'metrics.json': metrics, 'log.txt': 'x' });
    startJobFolder(folder, config);
    expect(readdirSync(folder)).toEqual(['config.json']);
    expect(JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'))).toEqual(config);
  });

  it('makes the folders above it', () => {
    const folder = join(temporaryFolder(), 'a', 'b');
    startJobFolder(folder, config);
    expect(existsSync(join(folder, 'config.json'))).toBe(true);
  });

  it('keeps a file that is in the way, and says so', () => {
    const file = join(jobFolder({ precious: 'mine' }), 'precious');
    expect(() => startJobFolder(file, config)).toThrow(UnwritableFolderError);
    expect(() => startJobFolder(file, config)).toThrow(/a file of that name is in the way/);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });
});

describe('checkWritable', () => {
  it('makes the folder and leaves nothing in it', () => {
    const folder = join(temporaryFolder(), 'runs', 'x');
    checkWritable(folder);
    checkWritable(folder);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('refuses where a file is in the way, here or above', () => {
    const file = join(jobFolder({ runs: 'mine' }), 'runs');
    for (const folder of [file, join(file, 'x')]) {
      expect(() => checkWritable(folder)).toThrow(UnwritableFolderError);
      expect(() => checkWritable(folder)).toThrow(
        /cannot be written: .* choose another folder with --set logdir=FOLDER or mend this one/,
      );
    }
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it.skipIf(!existsSync('/proc/self'))(
    'refuses where no folder can be made, and does not hang: /proc',
    () => {
      expect(() => checkWritable('/proc/nowhere/x')).toThrow(UnwritableFolderError);
    },
  );

  it.skipIf(process.getuid?.() === 0)(
    'refuses a folder without the right to write (root has it always)',
    () => {
      const folder = temporaryFolder();
      mkdirSync(join(folder, 'closed'), { mode: 0o500 });
      expect(() => checkWritable(join(folder, 'closed'))).toThrow(/EACCES/);
      chmodSync(join(folder, 'closed'), 0o700);
    },
  );
});
