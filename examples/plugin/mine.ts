import { gaussianNoise, imageSize, Random } from '@exmodel/distill';
import { defineSink } from '@exmodel/loggers';
import { definePlugin, distillation, painted, positive, type SeedImages } from '@exmodel/runner/plugin';
import { mul } from '@tensorflow/tfjs-core';
import { twoLayers } from './architecture.ts';
import { splitBands } from './scenario.ts';

/** A strategy: distils every expert on painted images, with its logits times a constant as targets. */
export const scaledTargets = distillation({
  name: 'scaled_targets_ed',
  summary: 'on painted images, with the logits of each expert times a constant as targets',
  keys: { logit_scale: positive.default(0.5).describe('what each expert’s logits are multiplied by') },
  source: ({ benchmark }) => painted.fresh(benchmark),
  targets: (config) => (teachers) => mul(teachers.expertLogits, config.logit_scale),
});

/** An image kind: stripes, each image in a direction and a width of its own. */
export const stripes: SeedImages = {
  from: 'seed',
  needsNormalization: false,
  name: 'stripes',
  strategy: 'stripes_ed',
  images: 'stripes of random directions',
  batch: ({ shape }, count, seed) => striped(shape, count, Random.seeded(seed, 'stripes')),
  fresh: ({ shape }) => ({
    ...gaussianNoise(shape),
    draw: (count, random) => striped(shape, count, random),
  }),
};

function striped(shape: readonly [number, number, number], count: number, random: Random) {
  const [, width, channels] = shape;
  const size = imageSize(shape);
  const pixels = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    const angle = Math.PI * random.uniform();
    const frequency = 0.3 + random.uniform();
    for (let j = 0; j < size; j++) {
      const place = Math.floor(j / channels);
      const along = (place % width) * Math.cos(angle) + Math.floor(place / width) * Math.sin(angle);
      pixels[i * size + j] = Math.SQRT2 * Math.sin(frequency * along);
    }
  }
  return { shape, count, pixels };
}

/** A sink: a line on the error output when a job begins and ends. */
export function milestones(run: string) {
  return defineSink({
    name: 'milestones',
    write(event) {
      if (event.type === 'job') console.error(`${run}: ${event.job} ${event.state}`);
    },
  });
}

export default definePlugin({
  strategies: [scaledTargets],
  imageKinds: [stripes],
  scenarios: [splitBands],
  architectures: [twoLayers],
  metrics: [
    {
      name: 'worstClass',
      better: 'higher',
      value: ({ perClassAccuracy }) => Math.min(...perClassAccuracy.map((share) => share ?? 0)),
    },
  ],
  sinks: [{ name: 'milestones', open: ({ name }) => milestones(name) }],
});
