import type { Benchmark, Experience } from '@exmodel/benchmarks';
import { DivergedError, Random } from '@exmodel/distill';
import { studentFromLayersModel } from '@exmodel/distill/layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { SharedConfig } from '../config/strategy-config';
import { studentClassifier } from '../teaching/classifier';
import { evaluate } from '../teaching/evaluate';
import { trainClassifier } from '../teaching/train-classifier';
import { work } from '../teaching/work';
import { DivergedExpertError } from './diverged-expert-error';
import type { ExpertEvent } from './expert-event';
import type { ExpertsOptions } from './experts-options';

/**
 * Trains `model` as the expert of experience `index`, and tests it.
 *
 * @returns its accuracy on the test images of its experience
 * @throws DivergedExpertError
 */
export async function* trainExpert(
  options: Pick<ExpertsOptions, 'config' | 'benchmark'>,
  index: number,
  model: LayersModel,
): AsyncGenerator<ExpertEvent, number> {
  const experience = options.benchmark.experiences[index];
  if (experience === undefined) throw new RangeError(`there is no experience ${index}`);
  try {
    return yield* trainAndTest(options, experience, model);
  } catch (error) {
    if (!(error instanceof DivergedError)) throw error;
    throw new DivergedExpertError(index, experience.classes, error.found, options.config.expert_lr);
  }
}

async function* trainAndTest(
  { config, benchmark }: Pick<ExpertsOptions, 'config' | 'benchmark'>,
  experience: Experience,
  model: LayersModel,
): AsyncGenerator<ExpertEvent, number> {
  const { index } = experience;
  const student = studentFromLayersModel(model);
  const random = Random.seeded(config.seed, 'expert', index);
  const data = { dataset: experience.train, benchmark };
  for await (const step of trainClassifier(student, data, config, random)) {
    const detail = `epoch ${step.epoch}/${config.expert_epochs}`;
    yield { type: 'progress', expert: index, detail, work: step.images * work.training, loss: step.loss };
  }
  // An expert has one head, whatever the stream's tasks.
  const { task: _, ...singleTask } = experience;
  const testing = evaluate(studentClassifier(student), singleTask, benchmark.normalization);
  let tested = await testing.next();
  while (tested.done !== true) {
    const units = tested.value.images * work.forward;
    yield { type: 'progress', expert: index, detail: 'testing', work: units, loss: undefined };
    tested = await testing.next();
  }
  return tested.value.accuracy;
}

/** Work of training one expert and testing it. */
export function expertWork(config: SharedConfig, benchmark: Benchmark, index: number): number {
  const experience = benchmark.experiences[index];
  if (experience === undefined) return 0;
  return (
    config.expert_epochs * experience.train.length * work.training + experience.test.length * work.forward
  );
}
