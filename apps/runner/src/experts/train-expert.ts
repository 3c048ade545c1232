import type { Benchmark, Experience } from '@exmodel/benchmarks';
import { DivergedError, type Place, Random, type Weights } from '@exmodel/distill';
import { studentFromLayersModel } from '@exmodel/distill/layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { SharedConfig } from '../config/strategy-config';
import type { Checkpoints } from '../storage/checkpoints';
import { choosingAmong, studentClassifier } from '../teaching/classifier';
import { evaluate } from '../teaching/evaluate';
import { type ClassifierTraining, trainClassifier } from '../teaching/train-classifier';
import { work } from '../teaching/work';
import { DivergedExpertError } from './diverged-expert-error';
import type { ExpertEvent } from './expert-event';
import type { ExpertsOptions } from './experts-options';
import { LargeBatchError } from './large-batch-error';

/** Where the training of an expert stands. */
export interface ExpertTraining {
  readonly training: ClassifierTraining;
  /** Everything that the model has learned, the state of its dropout included. */
  readonly weights: Weights;
  readonly work: number;
}

/**
 * Trains `model` as the expert of experience `index`, and tests it.
 *
 * @param checkpoints where the training goes on, and keeps its states
 * @returns its accuracy on the test images of its experience
 * @throws DivergedExpertError, LargeBatchError
 */
export async function* trainExpert(
  options: Pick<ExpertsOptions, 'config' | 'benchmark'>,
  index: number,
  model: LayersModel,
  checkpoints?: Checkpoints<ExpertTraining>,
): AsyncGenerator<ExpertEvent, number> {
  const experience = options.benchmark.experiences[index];
  if (experience === undefined) throw new RangeError(`there is no experience ${index}`);
  try {
    return yield* trainAndTest(options, experience, model, checkpoints);
  } catch (error) {
    const { expert_lr, expert_mb_size } = options.config;
    if (error instanceof DivergedError)
      throw new DivergedExpertError(index, experience.classes, error.found, expert_lr);
    // By its name: no backend's package is needed to read this one's error.
    if (!(error instanceof Error && error.name === 'OutOfMemoryError')) throw error;
    throw new LargeBatchError(index, Math.min(expert_mb_size, experience.train.length), firstSentence(error));
  }
}

const firstSentence = ({ message }: Error) => message.split('. ')[0] ?? message;

async function* trainAndTest(
  { config, benchmark }: Pick<ExpertsOptions, 'config' | 'benchmark'>,
  experience: Experience,
  model: LayersModel,
  checkpoints: Checkpoints<ExpertTraining> | undefined,
): AsyncGenerator<ExpertEvent, number> {
  const { index } = experience;
  const student = studentFromLayersModel(model);
  const random = Random.seeded(config.seed, 'expert', index);
  const classes = config.expert_outputs === 'own' ? experience.classes : undefined;
  const data = { dataset: experience.train, benchmark, classes };
  const { state: from, unusable = [] } = (await checkpoints?.latest()) ?? {};
  for (const reason of unusable) yield { type: 'unusable', reason };
  const place: Place<ClassifierTraining> = { from: from?.training };
  let done = from?.work ?? 0;
  if (from !== undefined) {
    student.setWeights(from.weights);
    yield { type: 'resumed', expert: index, step: from.training.step, work: from.work };
  }
  for await (const step of trainClassifier(student, data, config, random, place)) {
    const detail = `epoch ${step.epoch}/${config.expert_epochs}`;
    const units = step.images * work.training;
    done += units;
    yield { type: 'progress', expert: index, detail, work: units, loss: step.loss };
    const take = async () => {
      if (place.now === undefined) throw new Error('a training has a state between two steps');
      return { training: await place.now(), weights: await student.weights(), work: done };
    };
    await checkpoints?.offer(take, 'within');
  }
  // An expert has one head, whatever the stream's tasks.
  const { task: _, ...singleTask } = experience;
  const whole = studentClassifier(student);
  const classifier = classes === undefined ? whole : choosingAmong(whole, classes, student.outputs);
  const testing = evaluate(classifier, singleTask, benchmark.normalization);
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
