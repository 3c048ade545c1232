import '../../test/setup';
import { memory, mul, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bands, imagesTensor, toyModel, toyShape, trainedToyModel } from '../../test/toy';
import { expertFromLayersModel } from '../adapters/expert-from-layers-model';
import { modelWeights } from '../adapters/model-weights';
import { DivergedError } from '../diverged-error';
import type { Expert } from '../expert';
import type { ImageBatch } from '../images';
import { Random } from '../random';
import type { Weights } from '../weights';
import { type EvidenceAscentOptions, evidenceAscent } from './evidence-ascent';

const starts = bands([0, 1, 2, 3], 40, 3);
let model: LayersModel;
let expert: Expert;
let initial: Weights;
beforeAll(async () => {
  initial = await modelWeights(toyModel());
  model = trainedToyModel(bands([0, 1], 40));
  expert = expertFromLayersModel(model, { classes: [1, 0] });
});
afterAll(() => void model.dispose());

async function draw(changes: Partial<EvidenceAscentOptions> = {}, of = expert): Promise<ImageBatch> {
  const start = () => starts.pixels.slice();
  const making = evidenceAscent({ shape: toyShape, outputs: 4, batchSize: 16, start, initial, ...changes });
  const steps = making(of, starts.count, Random.seeded(1));
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return step.value;
  }
}

/** The log-odds of each image's label. */
function logOdds(images: ImageBatch, labels: ArrayLike<number>): number[] {
  const logits = tidy(() => expert.logits(imagesTensor(images)).arraySync());
  return logits.map((row, i) => {
    const c = labels[i] as number;
    return (row[c] as number) - Math.log(row.reduce((sum, z, j) => (j === c ? sum : sum + Math.exp(z)), 0));
  });
}

/** How new each image is to the expert by its own view, summed over the layers. */
async function novelty(images: ImageBatch): Promise<number[]> {
  const probe = await expert.novelty?.(initial, imagesTensor(starts));
  const layers = probe?.layers.length ?? 0;
  const rows = tidy(() => probe?.of(imagesTensor(images)).arraySync()) ?? [];
  return rows.map((row) => row.slice(0, layers).reduce((sum, share) => sum + share, 0));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('evidenceAscent', () => {
  it('makes images of the expert’s classes more likely and more familiar than those it starts from', async () => {
    const drawn = await draw();
    expect(drawn.labels).toEqual(Int32Array.from({ length: 40 }, (_, i) => (i < 20 ? 1 : 0)));
    const labels = drawn.labels ?? [];
    expect(mean(logOdds(drawn, labels))).toBeGreaterThan(mean(logOdds(starts, labels)) + 1);
    expect(mean(await novelty(drawn))).toBeLessThan(mean(await novelty(starts)));
  });

  it('moves each of them by a few steps, within the range of all', async () => {
    const { pixels } = await draw();
    const [low, high] = [Math.min(...starts.pixels), Math.max(...starts.pixels)];
    expect(Math.min(...pixels)).toBeGreaterThanOrEqual(low);
    expect(Math.max(...pixels)).toBeLessThanOrEqual(high);
    const moved = Array.from({ length: 40 }, (_, image) =>
      Math.sqrt(
        mean(
          Array.from({ length: 64 }, (_, at) => {
            const place = image * 64 + at;
            return ((pixels[place] as number) - (starts.pixels[place] as number)) ** 2;
          }),
        ),
      ),
    );
    expect(Math.min(...moved)).toBeGreaterThan(0.02 * (high - low));
    expect(Math.max(...moved)).toBeLessThan(0.6 * (high - low));
    expect(Math.max(...moved)).toBeGreaterThan(2 * Math.min(...moved));
  });

  it('gives the same images again, and leaves no tensors', async () => {
    const before = memory().numTensors;
    expect(await draw()).toEqual(await draw());
    expect(memory().numTensors).toBe(before);
  });

  it('gives the same images in smaller batches, if the reference is the same', async () => {
    const { pixels } = await draw();
    const smaller = await draw({ batchSize: 7, referenceSize: 16 });
    expect(smaller.pixels).toEqual(pixels);
    expect((await draw({ batchSize: 7 })).pixels).not.toEqual(pixels);
  });

  it('refuses an expert of which familiarity cannot be told, and batches of nothing', async () => {
    const { novelty: _, ...without } = expert;
    await expect(draw({}, without)).rejects.toThrow(/without novelty/);
    await expect(draw({ initial: undefined })).rejects.toThrow(/novelty/);
    expect(() =>
      evidenceAscent({ shape: toyShape, outputs: 4, batchSize: 0, start: () => starts.pixels }),
    ).toThrow(/batchSize 0/);
  });

  it('refuses an expert whose logits are not finite', async () => {
    const broken: Expert = { ...expert, logits: (images) => mul(expert.logits(images), Number.NaN) };
    const drawing = draw({}, broken);
    await expect(drawing).rejects.toThrow(DivergedError);
    await expect(drawing).rejects.toMatchObject({ expert: broken });
  });
});
