import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ImageBatch } from '@exmodel/distill';
import { writeSafetensors } from '@exmodel/models';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { folderStore } from './folder-store';
import { readSamples, SamplesFileError, writeSamples } from './samples-file';

const shape = [2, 3, 1] as const;
const samples: ImageBatch = {
  shape,
  count: 2,
  pixels: Float32Array.from({ length: 12 }, (_, i) => (i - 6) / 7),
  labels: Int32Array.of(9, 0),
};

describe('a samples file', () => {
  it('gives back images and labels, experience by experience', async () => {
    const folder = temporaryFolder();
    const other = {
      ...samples,
      labels: Int32Array.of(1, 2),
      softLabels: Float32Array.of(0.25, 0.75, 0.5, 0.5),
    };
    await writeSamples(folderStore(dirname(folder)), basename(folder), 0, samples);
    await writeSamples(folderStore(dirname(folder)), basename(folder), 1, other);
    expect(readSamples(folder, 0, shape)).toEqual(samples);
    expect(readSamples(folder, 1, shape)).toEqual(other);
  });

  it('is refused where it is missing, naming the file', async () => {
    const folder = temporaryFolder();
    expect(() => readSamples(folder, 3, shape)).toThrow(SamplesFileError);
    expect(() => readSamples(folder, 3, shape)).toThrow(
      `${join(folder, 'buffer_e3.safetensors')}: there is no such file; one file per experience is needed. ` +
        'Set buffer_path to the samples/ folder of a run on the same scenario and model.',
    );
  });

  it('is refused where its images are of another shape', async () => {
    const folder = temporaryFolder();
    await writeSamples(folderStore(dirname(folder)), basename(folder), 0, samples);
    expect(() => readSamples(folder, 0, [3, 2, 1])).toThrow(
      /it holds images \[2, 2, 3, 1\] and 2 labels; images \[count, 3, 2, 1\] and labels \[count\] are needed/,
    );
  });

  it('is refused without labels, and with too few', async () => {
    const folder = temporaryFolder();
    const { labels: _, ...unlabelled } = samples;
    await writeSamples(folderStore(dirname(folder)), basename(folder), 0, unlabelled);
    expect(() => readSamples(folder, 0, shape)).toThrow(/it holds images; .* labels \[count\] are needed/);
    const tensors = new Map([
      ['images', { shape: [2, ...shape], data: samples.pixels }],
      ['labels', { shape: [1], data: Float32Array.of(1) }],
    ]);
    writeFileSync(join(folder, 'buffer_e0.safetensors'), writeSafetensors(tensors));
    expect(() => readSamples(folder, 0, shape)).toThrow(/and 1 labels;/);
  });

  it('is refused where it holds something else', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'buffer_e0.safetensors');
    writeFileSync(path, writeSafetensors(new Map([['weight', { shape: [1], data: Float32Array.of(1) }]])));
    expect(() => readSamples(folder, 0, shape)).toThrow(/it holds weight; images/);
    for (const content of ['', 'not safetensors at all, only text', '{}']) {
      writeFileSync(path, content);
      expect(() => readSamples(folder, 0, shape)).toThrow(SamplesFileError);
    }
  });
});
