import { scenarioInfo } from '@exmodel/benchmarks';
import { imageSize } from '@exmodel/distill';
import { modelInfo } from '@exmodel/models';
import { type Bytes, type JobSizes, type Need, needOf } from '../config/need';
import type { JobConfig } from '../config/strategy-config';
import { streamKeys } from '../config/stream-keys';
import { strategyNamed } from '../strategies/registry';
import { imageShapeOf } from '../streams/image-shape';
import type { Series } from './series';

/** What Node, TensorFlow.js and a small data set take, in bytes. */
const base = 400e6;

/** Bytes of memory that a job needs at the least, its process included. */
export function leastMemory(config: JobConfig): number {
  return base + heldBytes(config) + Math.max(0, ...bytesOfKeys(config).map(({ computed = 0 }) => computed));
}

/** Bytes of the images that a job keeps. */
export function heldBytes(config: JobConfig): number {
  return bytesOfKeys(config).reduce((total, { held = 0 }) => total + held, 0);
}

function bytesOfKeys(config: JobConfig): Bytes[] {
  const job = sizesOf(config);
  return needsOf(config.strategy).flatMap(([key, need]) => {
    const size = job.number(key);
    return Number.isNaN(size) ? [] : [need(size, job)];
  });
}

/** How many of these jobs can run at once: one for each core, as far as four fifths of the memory last. */
export function jobsThatFit(planned: readonly Series[], cores: number, memory: number): number {
  const configs = planned.flatMap(({ config, candidates }) => [
    config,
    ...candidates.map((job) => job.config),
  ]);
  const most = Math.max(base, ...configs.map(leastMemory));
  return Math.max(1, Math.min(cores, Math.floor((0.8 * memory) / most)));
}

/** The keys that the jobs of a strategy read and that declare a need. */
export function needsOf(strategy: string): (readonly [key: string, need: Need])[] {
  const { keys, needs = {} } = strategyNamed(strategy);
  return Object.entries({ ...streamKeys, ...keys }).flatMap(([key, field]) => {
    const need = needs[key] ?? needOf(field);
    return need === undefined ? [] : [[key, need] as const];
  });
}

export function sizesOf(config: JobConfig): JobSizes {
  const { scenario, model, expert_models = [model], experts } = config;
  const shape = imageShapeOf(config);
  const [height, width] = shape;
  const layers = (name: string) => 4 * height * width * modelInfo(name).valuesPerPixel;
  const trained = experts === undefined ? expert_models : [];
  return {
    image: 4 * imageSize(shape),
    values: imageSize(shape),
    classes: scenarioInfo(scenario).classCount,
    student: layers(model),
    expert: trained.length === 0 ? 0 : Math.min(...trained.map(layers)),
    hasHiddenLayer: [model, ...trained].some((name) => modelInfo(name).hiddenSize !== undefined),
    number: (key) => {
      const value: unknown = config[key as keyof JobConfig];
      return typeof value === 'number' ? value : Number.NaN;
    },
    names: (key) => {
      const value: unknown = config[key as keyof JobConfig];
      return Array.isArray(value) ? value : [];
    },
  };
}
