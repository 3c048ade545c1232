import { type ImageDataset, withValidation } from '@exmodel/benchmarks';
import { beforeAll, describe, expect, it } from 'vitest';
import { tiny } from '../../test/tiny-stream';
import { chooseBackend } from '../backends/choose-backend';
import { measuredBenchmark } from './measured-benchmark';
import { openStream, type Stream } from './open-stream';

beforeAll(async () => {
  await chooseBackend('wasm');
});

const images = (dataset: ImageDataset | undefined) =>
  Array.from({ length: dataset?.length ?? 0 }, (_, i) => `${dataset?.label(i)} ${dataset?.pixels(i).join()}`);

async function weightsOf({ createStudent }: Stream) {
  const { model, student } = createStudent();
  const weights = await student.weights();
  model.dispose();
  return weights;
}

describe('a stream with validation images', () => {
  it('has them in no training set; classes, test images and initial weights are as without', async () => {
    const whole = await openStream(tiny);
    const stream = await openStream({ ...tiny, validation_fraction: 0.25 });
    for (const [i, { classes, train, validation, test }] of stream.benchmark.experiences.entries()) {
      const before = whole.benchmark.experiences[i];
      expect(classes).toEqual(before?.classes);
      expect(images(test)).toEqual(images(before?.test));
      expect(validation?.length).toBe((before?.train.length ?? 0) / 4);
      expect([...images(train), ...images(validation)].toSorted()).toEqual(images(before?.train).toSorted());
    }
    expect(await weightsOf(stream)).toEqual(await weightsOf(whole));
  });

  it('has the same ones whatever else a run draws, and others with another order_seed', async () => {
    const aside = async (changes: object) =>
      images(
        (await openStream({ ...tiny, validation_fraction: 0.25, ...changes })).benchmark.experiences[0]
          ?.validation,
      );
    const first = await aside({ seed: 1, order_seed: 7 });
    expect(await aside({ seed: 2, order_seed: 7 })).toEqual(first);
    expect(await aside({ seed: 1, order_seed: 8 })).not.toEqual(first);
  });

  it('shows them to a candidate in place of the test images, and to no other job', async () => {
    const { benchmark } = await openStream(tiny);
    const divided = withValidation(benchmark, { fraction: 0.25, seed: 1 });
    expect(measuredBenchmark({}, divided)).toBe(divided);
    const measured = measuredBenchmark({ measured_on: 'validation_images' }, divided);
    expect(measured.experiences.map(({ test }) => test)).toEqual(
      divided.experiences.map(({ validation }) => validation),
    );
    expect(() => measuredBenchmark({ measured_on: 'validation_images' }, benchmark)).toThrow(
      /no validation images; set validation_fraction/,
    );
  });
});
