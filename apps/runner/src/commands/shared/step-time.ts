import { createBenchmark } from '@exmodel/benchmarks';
import { Random } from '@exmodel/distill';
import { studentFromLayersModel } from '@exmodel/distill/layers';
import { createModel } from '@exmodel/models';
import { sharedDefaults } from '../../config/schema';
import { trainClassifier } from '../../teaching/train-classifier';

const batchSize = 64;
const epochs = 3;

/** What {@link stepTime} measures. */
export const measuredStep = `a training step of LeNet-5 on ${batchSize} images`;

/**
 * Milliseconds of a training step of LeNet-5 on TensorFlow.js's current backend: the median of the epochs after the first,
 * which has to start threads and compile.
 */
export async function stepTime(): Promise<number> {
  const benchmark = await createBenchmark('joint_mnist', {
    seed: 1,
    imageSize: 32,
    synthetic: { trainPerClass: 64, testPerClass: 1 },
  });
  const [experience] = benchmark.experiences;
  if (experience === undefined) throw new Error('joint_mnist has one experience');
  const random = Random.seeded(1, 'doctor');
  const model = createModel('lenet', {
    inputShape: [32, 32, 1],
    classes: 10,
    random: () => random.uniform(),
  });
  const recipe = { ...sharedDefaults, expert_epochs: epochs, expert_mb_size: batchSize };
  const data = { dataset: experience.train, benchmark };
  const times: number[] = [];
  let last = performance.now();
  for await (const { epoch } of trainClassifier(studentFromLayersModel(model), data, recipe, random)) {
    const now = performance.now();
    if (epoch > 1) times.push(now - last);
    last = now;
  }
  model.dispose();
  return times.sort((a, b) => a - b)[times.length >> 1] as number;
}
