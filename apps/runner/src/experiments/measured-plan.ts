import { DatasetNotFoundError } from '@exmodel/benchmarks';
import { Random } from '@exmodel/distill';
import { studentFromLayersModel } from '@exmodel/distill/layers';
import type { JobConfig, StrategyConfig } from '../config/strategy-config';
import { streamOf } from '../config/stream-of';
import { expertOrigin } from '../experts/expert-origin';
import { expertsFolder } from '../experts/expert-recipe';
import { registryFolder } from '../experts/expert-set';
import { expertWork } from '../experts/train-expert';
import { grouped } from '../reports/grouped';
import { jobWork } from '../runs/job-work';
import type { FolderStore } from '../storage/folder-store';
import { readIfThere } from '../storage/read-if-there';
import { bytesOf } from '../storage/removable';
import { strategyNamed } from '../strategies/registry';
import { learnedExperiences } from '../streams/learned-experiences';
import { measuredBenchmark } from '../streams/measured-benchmark';
import { openStream, type Stream } from '../streams/open-stream';
import { trainClassifier } from '../teaching/train-classifier';
import { heldBytes, leastMemory } from './job-needs';
import type { PlannedJob } from './look-up-jobs';

/** What a job still takes, as far as it is known. */
export interface JobNeeds {
  /** Seconds on this machine, without its experts; 0 if it is finished. */
  readonly seconds: number | undefined;
  /** Bytes of memory, at the least; 0 if it is finished. */
  readonly memory: number;
  /** Bytes on the disk, about, those of a finished one included. */
  readonly disk: number | undefined;
}

export interface PlanNeeds {
  /** In the order of the jobs. */
  readonly jobs: readonly JobNeeds[];
  /** Of the training of experts that are not there yet; undefined if it is not known. */
  readonly expertSeconds: number | undefined;
}

export interface MeasuringOptions {
  readonly store: FolderStore;
  readonly dataroot: string;
  /** Name of TensorFlow.js's current backend. */
  readonly backend: string;
}

/** Steps that are measured, after a first one that compiles. */
const measuredSteps = 3;

/**
 * What the jobs of a plan still take: of a kind that has finished jobs, what these took; of the others, their work times the time of a training step,
 * which is measured here for each kind of stream and model. Where data are missing, times are not known.
 */
export async function planNeeds(jobs: readonly PlannedJob[], options: MeasuringOptions): Promise<PlanNeeds> {
  const open = jobs.filter((job) => !isFinished(job));
  const kinds = [...grouped(open, ({ config }) => kindOf(config)).values()];
  const measured = new Map<string, MeasuredKind | undefined>();
  for (const [job] of kinds) if (job) measured.set(kindOf(job.config), await measure(job.config, options));
  const likeIt = (job: PlannedJob) =>
    jobs.filter((other) => other.series === job.series && other.state === 'finished');
  const needs = jobs.map((job): JobNeeds => {
    const { store } = options;
    const ofFolder = (key: string) => bytesOf(store.pathOf(key));
    if (isFinished(job)) return { seconds: 0, memory: 0, disk: ofFolder(job.key) };
    const earlier = likeIt(job);
    const kind = measured.get(kindOf(job.config));
    const whole = mean(earlier.map(({ seconds = 0 }) => seconds)) ?? kind?.secondsOf(job.config);
    return {
      seconds: whole === undefined ? undefined : whole * (1 - (job.share ?? 0)),
      memory: leastMemory(job.config),
      disk: mean(earlier.map(({ key }) => ofFolder(key))) ?? kind?.diskOf(job.config),
    };
  });
  const streams = [...grouped(open, ({ config }) => streamOf(config)).values()];
  const ofExperts = streams.map(
    ([job]) => job && measured.get(kindOf(job.config))?.expertSecondsOf(job.config),
  );
  return {
    jobs: needs,
    expertSeconds: ofExperts.reduce<number | undefined>(
      (total, each) => (total === undefined || each === undefined ? undefined : total + each),
      0,
    ),
  };
}

const isFinished = ({ state }: PlannedJob) => state === 'finished' || state === 'diverged';

/** Streams of one kind differ only in their draws: a step and its images are alike. */
const kindOf = (config: JobConfig) => streamOf({ ...config, seed: 0, order_seed: 0 });

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((total, value) => total + value) / values.length;
}

interface MeasuredKind {
  secondsOf(config: JobConfig): number;
  expertSecondsOf(config: JobConfig): number;
  diskOf(config: JobConfig): number;
}

/** Undefined where the data are missing. */
async function measure(
  first: JobConfig,
  { store, dataroot, backend }: MeasuringOptions,
): Promise<MeasuredKind | undefined> {
  const full = (config: JobConfig): StrategyConfig => ({ ...config, logdir: store.location, dataroot });
  // Weights that would have to be downloaded make no step longer.
  const stream = await openStream({ ...full(first), pretrained: false }).catch((error) => {
    if (error instanceof DatasetNotFoundError) return undefined;
    throw error;
  });
  if (stream === undefined) return undefined;
  const { benchmark, createExpertModel: createModel } = stream;
  const { secondsPerImage, parameters } = await measureStep(full(first), stream);
  return {
    secondsOf(config) {
      const own = full(config);
      return (
        secondsPerImage * jobWork(strategyNamed(config.strategy), own, measuredBenchmark(own, benchmark))
      );
    },
    expertSecondsOf(config) {
      if (config.experts !== undefined || strategyNamed(config.strategy).withoutExperts === true) return 0;
      const options = {
        config: full(config),
        benchmark,
        backend,
        createModel,
        cache: store.pathOf(registryFolder),
      };
      const folder = expertsFolder(options);
      return learnedExperiences(config, benchmark)
        .filter(({ index }) => readIfThere(`${folder}/model_e${index}.safetensors`) === undefined)
        .reduce(
          (total, { index }) => total + secondsPerImage * expertWork(full(config), benchmark, index),
          0,
        );
    },
    // The student, and the images that it learns from; while it runs, two checkpoints with the optimizer and the previous student.
    diskOf: (config) => 4 * parameters + 2 * (4 * 4 * parameters + heldBytes(config)) + heldBytes(config),
  };
}

/** Seconds of a training step for each of its images, the median of a few, and how many parameters the model has. */
async function measureStep(
  config: StrategyConfig,
  { benchmark, createExpertModel }: Stream,
): Promise<{ readonly secondsPerImage: number; readonly parameters: number }> {
  const [experience] = benchmark.experiences;
  if (experience === undefined) throw new RangeError('a stream has at least one experience');
  const model = createExpertModel(0, expertOrigin(config, 0));
  const { train_mb_size: size } = config;
  const batch = typeof size === 'number' ? size : config.expert_mb_size;
  const recipe = { ...config, expert_epochs: 1 + measuredSteps, expert_mb_size: batch };
  const data = { dataset: experience.train, benchmark };
  const steps = trainClassifier(studentFromLayersModel(model), data, recipe, Random.seeded(1, 'plan'));
  const times: number[] = [];
  try {
    let last = performance.now();
    for await (const { step, images } of steps) {
      const now = performance.now();
      if (step > 1) times.push((now - last) / 1000 / images);
      last = now;
      if (times.length === measuredSteps) break;
    }
    const parameters = model.countParams();
    return { secondsPerImage: times.sort((a, b) => a - b)[times.length >> 1] ?? 0, parameters };
  } finally {
    model.dispose();
  }
}
