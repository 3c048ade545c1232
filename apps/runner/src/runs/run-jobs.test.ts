import '@exmodel/backend-wasm';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EventStream, memorySink, type Sink } from '@exmodel/loggers';
import { readSafetensors } from '@exmodel/models';
import { mul, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { leaveLock } from '../../test/dead-lock';
import { temporaryFolder } from '../../test/temporary-folder';
import { tiny } from '../../test/tiny-stream';
import { watchForWaiting } from '../../test/watch-for';
import type { ExperimentConfig } from '../config/schema';
import { type JobConfig, jobConfig, strategyConfig } from '../config/strategy-config';
import { inlineExecutor } from '../executors/inline-executor';
import { failureOf } from '../experiments/jobs-failed-error';
import { runSeries } from '../experiments/run-series';
import { folderStore } from '../storage/folder-store';
import { FolderTakenError, UnwritableFolderError } from '../storage/job-folder';
import { metricsSchema } from '../storage/metrics-file';
import { SamplesFileError } from '../storage/samples-file';
import { tryLock } from '../storage/try-lock';
import { FolderReplacedError } from '../storage/watched-store';
import { strategyNamed } from '../strategies/registry';
import { RefusedStrategyError } from './refused-strategy-error';

beforeAll(() => setBackend('exmodel-wasm'));

/** A perceptron, for what does not depend on the model; with dropout, whose masks must be reproducible too. */
const perceptron = { model: 'simple_mlp', hs: 24, num_iter_per_exp: 12, lr: 0.01 };

async function run(
  logdir: string,
  changes: Partial<ExperimentConfig>,
  fresh = false,
  sinks: readonly Sink[] = [],
  tools: readonly string[] = [],
) {
  const memory = memorySink();
  const model = changes.model === undefined ? perceptron : {};
  const config = { ...tiny, ...model, ...changes, logdir, name: 'x' };
  const options = {
    backend: 'wasm',
    events: new EventStream([memory, ...sinks]),
    store: folderStore(logdir),
    fresh,
    sinks: tools,
  };
  const executor = inlineExecutor({ ...options, dataroot: config.dataroot });
  const outcome = await runSeries({ ...options, config, executor });
  const failure = failureOf(outcome.outcomes);
  if (failure !== undefined) throw failure;
  const results = outcome.results.flatMap(({ runs }) => runs);
  const student = (strategy: string) => readFileSync(join(logdir, 'x', strategy, 'student.safetensors'));
  return { results, events: memory.events, student };
}

/** The outcomes of one stream's jobs, and what was reported. */
async function outcomes(logdir: string, names: readonly string[], changes: Partial<JobConfig> = {}) {
  const memory = memorySink();
  const store = folderStore(logdir);
  const jobs = names.map((strategy) => {
    const config = jobConfig(strategyConfig({ ...tiny, ...perceptron, experiences: 1 }, strategy));
    return { name: strategy, key: `x/${strategy}`, config: { ...config, ...changes } };
  });
  const workplace = {
    backend: 'wasm',
    events: new EventStream([memory]),
    store,
    dataroot: 'data',
    fresh: false,
  };
  const ran = await inlineExecutor(workplace).run(jobs);
  const failed = memory.events.flatMap((event) =>
    event.type === 'job' && event.state === 'failed' ? [[event.job, event.detail ?? '']] : [],
  );
  return { ran, failed, events: memory.events };
}

const withoutTimes = ({ results }: Awaited<ReturnType<typeof run>>) =>
  results.map(({ times: _, process: __, ...metrics }) => metrics);

describe('an experiment', () => {
  const logdir = temporaryFolder(afterAll);
  const strategy = ['replay_ed', 'minversion_ed', 'model_average'];
  let first: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    first = await run(logdir, { strategy });
  });

  it('gives each strategy’s metrics, in the configuration’s order, and a folder each', () => {
    expect(first.results.map((metrics) => metrics.strategy)).toEqual(strategy);
    expect(readdirSync(join(logdir, 'x')).toSorted()).toEqual(strategy.toSorted());
    for (const name of strategy) {
      const files = readdirSync(join(logdir, 'x', name));
      const made = name === 'model_average' ? [] : ['samples', 'samples.png'];
      const expected = [
        'config.json',
        'events.jsonl',
        'events.out.tfevents.exmodel',
        'log.txt',
        'metrics.csv',
        'metrics.json',
        'student.safetensors',
        ...made,
      ];
      expect(files.toSorted()).toEqual(expected.toSorted());
    }
  });

  it('reports how far the whole run is: never backwards, and all of it at the end', () => {
    const work = first.events.flatMap((event) =>
      event.type === 'progress' && event.work ? [event.work] : [],
    );
    expect(work.map(({ done }) => done)).toEqual(work.map(({ done }) => done).toSorted((a, b) => a - b));
    const last = work.at(-1);
    expect(last?.done).toBeCloseTo(last?.total ?? 0, 6);
    expect(work[0]?.total).toBeCloseTo(last?.total ?? 0, 6);
  });

  it('trains no expert that nobody asks', async () => {
    const folder = temporaryFolder();
    const { events, results } = await run(folder, { strategy: ['naive', 'joint'] });
    expect(events.some((event) => event.type === 'progress' && event.phase === 'experts')).toBe(false);
    expect(results[0]?.experiences.map(({ expertAccuracy }) => expertAccuracy)).toEqual(Array(5).fill(null));
  });

  it('keeps each strategy’s own events beside its results', () => {
    const lines = readFileSync(join(logdir, 'x', 'minversion_ed', 'events.jsonl'), 'utf8')
      .trim()
      .split('\n');
    const events = lines.map(
      (line) => JSON.parse(line) as { type: string; job?: string; path?: string; name?: string },
    );
    expect(events.slice(0, 2)).toMatchObject([
      { type: 'job', job: 'minversion_ed', state: 'started' },
      { type: 'run', name: 'x', jobs: ['minversion_ed'], backend: 'wasm' },
    ]);
    // Relative to the job's folder, which may be moved.
    const paths = events.flatMap((event) => (event.type === 'image' ? [event.path] : []));
    expect(paths).toEqual(Array(5).fill('samples.png'));
    expect(events.at(-1)).toMatchObject({ type: 'job', job: 'minversion_ed', state: 'finished' });
    expect(new Set(events.map((event) => event.job ?? 'minversion_ed')).size).toBe(1);
    expect(events.filter(({ type }) => type === 'metric')).toHaveLength(5 * 6 * 2);
    const histograms = events.filter(({ type }) => type === 'histogram');
    expect(histograms.map(({ name }) => name)).toEqual(
      Array(5).fill(['weights/features.0/kernel', 'weights/classifier/kernel']).flat(),
    );
  });

  it('does nothing that is finished, and gives what was saved', async () => {
    const again = await run(logdir, { strategy });
    expect(again.results).toEqual(first.results);
    expect(again.events.map(({ type }) => type)).toEqual(['run', 'job', 'job', 'job']);
  });

  it('goes on with what is left, to the same metrics and weights', async () => {
    const weights = first.student('minversion_ed');
    rmSync(join(logdir, 'x', 'minversion_ed', 'metrics.json'));
    const again = await run(logdir, { strategy });
    expect(withoutTimes(again)).toEqual(withoutTimes(first));
    expect(again.student('minversion_ed').equals(weights)).toBe(true);
    expect(again.results[0]).toEqual(first.results[0]);
    expect(again.events.filter((event) => event.type === 'progress' && event.phase === 'experts')).toEqual(
      [],
    );
  });

  it('does all of it again when asked to, to the same metrics', async () => {
    const again = await run(logdir, { strategy }, true);
    expect(withoutTimes(again)).toEqual(withoutTimes(first));
    expect(again.results[0]?.times.finishedAt).not.toBe(first.results[0]?.times.finishedAt);
  });

  it('waits for another process that runs the same job after all others, and takes what that has finished', async () => {
    const finished = await run(logdir, { strategy });
    const lock = await tryLock(join(logdir, 'x', '.replay_ed'));
    const { sink, seen } = watchForWaiting('replay_ed');
    const running = run(logdir, { strategy: ['replay_ed', 'model_average'] }, true, [sink]);
    await seen;
    await lock?.();
    const { results, events } = await running;
    expect(results[0]).toEqual(finished.results[0]);
    expect(results[1]?.times.finishedAt).not.toBe(finished.results[2]?.times.finishedAt);
    const waiting = events.findIndex(
      (event) =>
        event.type === 'message' && event.text.startsWith('replay_ed is being run by another process'),
    );
    const other = events.findIndex((event) => event.type === 'job' && event.state === 'finished');
    expect(events[other]).toMatchObject({ job: 'model_average' });
    expect(waiting).toBeGreaterThan(other);
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'job',
        job: 'replay_ed',
        state: 'skipped',
        detail: 'finished by another process',
      }),
    );
  });

  it.each([false, true])(
    'keeps what another process finishes before its turn, unless fresh: %s',
    async (fresh) => {
      const folder = temporaryFolder();
      const finished = await run(logdir, { strategy });
      const other: Sink = {
        name: 'another process',
        write(event) {
          if (event.type !== 'job' || event.job !== 'replay_ed' || event.state !== 'started') return;
          cpSync(join(logdir, 'x', 'model_average'), join(folder, 'x', 'model_average'), { recursive: true });
        },
        close: async () => {},
      };
      const { results, events } = await run(folder, { strategy: ['replay_ed', 'model_average'] }, fresh, [
        other,
      ]);
      const kept = results[1]?.times.finishedAt === finished.results[2]?.times.finishedAt;
      expect(kept).toBe(!fresh);
      const skipped = events.filter((event) => event.type === 'job' && event.state === 'skipped');
      expect(skipped).toMatchObject(
        fresh ? [] : [{ job: 'model_average', detail: 'finished by another process' }],
      );
    },
  );

  it('runs itself what another process left unfinished', async () => {
    rmSync(join(logdir, 'x', 'replay_ed', 'metrics.json'));
    const lock = await tryLock(join(logdir, 'x', '.replay_ed'));
    const { sink, seen } = watchForWaiting('replay_ed');
    const running = run(logdir, { strategy: ['replay_ed'] }, false, [sink]);
    await seen;
    await lock?.();
    expect(withoutTimes(await running)[0]).toEqual(withoutTimes(first)[0]);
    expect(readdirSync(join(logdir, 'x')).toSorted()).toEqual(strategy.toSorted());
  });

  it('refuses to mix with another configuration’s results, before it does anything', async () => {
    const before = readdirSync(logdir, { recursive: true }).toSorted();
    await expect(run(logdir, { strategy, lr: 0.5 })).rejects.toThrow(FolderTakenError);
    await expect(run(logdir, { strategy: ['naive', 'replay_ed'], lr: 0.5 })).rejects.toThrow(
      /lr 0\.01 → 0\.5/,
    );
    expect(readdirSync(logdir, { recursive: true }).toSorted()).toEqual(before);
  });

  it.each<[string, (folder: string) => void]>([
    ['the job’s folder', (folder) => rmSync(folder, { recursive: true })],
    ['all results', (folder) => rmSync(dirname(dirname(folder)), { recursive: true })],
  ])(
    'is not finished if %s goes while it runs, and the same command then does it again',
    async (_, remove) => {
      const own = temporaryFolder();
      const folder = join(own, 'x', 'replay_ed');
      let removed = false;
      const remover: Sink = {
        name: 'remover',
        write(event) {
          if (removed || event.type !== 'metric') return;
          removed = true;
          remove(folder);
        },
        close: () => {},
      };
      await expect(run(own, { strategy: 'replay_ed' }, false, [remover])).rejects.toThrow(
        FolderReplacedError,
      );
      expect(existsSync(folder)).toBe(false);
      expect(withoutTimes(await run(own, { strategy: 'replay_ed' }))[0]).toEqual(withoutTimes(first)[0]);
    },
  );

  it('without experts gives the same alone and beside one that has them', async () => {
    const beside = await run(temporaryFolder(), { strategy: ['replay_ed', 'naive'] });
    const alone = await run(temporaryFolder(), { strategy: 'naive' });
    const [, naive] = withoutTimes(beside);
    expect({ ...naive, config: null }).toEqual({ ...withoutTimes(alone)[0], config: null });
  });

  it('is not finished if a log cannot be written, and says so in a line', async () => {
    const own = temporaryFolder();
    const obstacle: Sink = {
      name: 'obstacle',
      write(event) {
        if (event.type === 'job' && event.state === 'started')
          mkdirSync(join(own, 'x', 'model_average', 'log.txt'));
      },
      close: () => {},
    };
    const failing = run(own, { strategy: 'model_average' }, false, [obstacle]);
    await expect(failing).rejects.toThrow(/x\/model_average cannot be written: EISDIR/);
    expect(existsSync(join(own, 'x', 'model_average', 'metrics.json'))).toBe(false);
  });

  it('reports to tools of others, too; one that fails is said once, and the job is finished', async () => {
    const own = temporaryFolder();
    const tools = ['mlflow=http://127.0.0.1:1', 'wandb=project'];
    const { results, events } = await run(own, { strategy: 'model_average' }, false, [], tools);
    expect(results).toHaveLength(1);
    const warnings = events.filter((event) => event.type === 'message' && event.level === 'warning');
    expect(warnings.map((event) => event.type === 'message' && event.text)).toEqual([
      expect.stringMatching(/mlflow http:\/\/127\.0\.0\.1:1" .*cannot be reached/),
    ]);
    const file = readFileSync(join(own, 'x', 'model_average', 'wandb', 'offline-run', 'run.wandb'));
    expect(file.includes('accuracy/experience0')).toBe(true);
    expect(file.includes('"model_average"')).toBe(true);
  });

  it('leaves nothing of a process that died as it finished the job', async () => {
    const own = temporaryFolder();
    await run(own, { strategy: 'model_average' });
    const job = join(own, 'x', 'model_average');
    const whole = readdirSync(job);
    writeFileSync(join(job, 'metrics.json.0123456789ab.part'), 'half');
    leaveLock(join(own, 'x', '.model_average'));
    const { results } = await run(own, { strategy: 'model_average' });
    expect(results).toHaveLength(1);
    expect(readdirSync(job).toSorted()).toEqual(whole.toSorted());
    expect(readdirSync(join(own, 'x'))).toEqual(['model_average']);
  });

  it('warns of a damaged expert and makes it again', async () => {
    const [cache] = readdirSync(join(logdir, '.experts'));
    const path = join(logdir, '.experts', cache ?? '', 'model_e2.safetensors');
    writeFileSync(path, 'damaged');
    const again = await run(logdir, { strategy }, true);
    const [warning] = again.events.filter((event) => event.type === 'message' && event.level === 'warning');
    expect(warning).toMatchObject({
      text: expect.stringContaining(`the cached expert ${path} cannot be used`),
    });
    expect(withoutTimes(again)).toEqual(withoutTimes(first));
  });
});

describe('evaluation within an experience', () => {
  it.each([
    ['lenet', 'minversion_ed'],
    ['simple_mlp', 'replay_ed'],
  ])('leaves training untouched: %s, %s', async (model, strategy) => {
    const changes = { model, strategy, num_iter_per_exp: 6, buffer_iter: 5 };
    const often = await run(temporaryFolder(), { ...changes, eval_every: 1 });
    const never = await run(temporaryFolder(), { ...changes, eval_every: 1000 });
    expect(often.student(strategy).equals(never.student(strategy))).toBe(true);
    const [a, b] = [often.results[0], never.results[0]];
    expect(a?.accuracyMatrix).toEqual(b?.accuracyMatrix);
    expect(a?.confusion).toEqual(b?.confusion);
    expect(b?.accuracyCurve).toEqual([]);
    expect(a?.accuracyCurve.map(({ experience, iteration }) => [experience, iteration])).toEqual(
      [0, 1, 2, 3, 4].flatMap((experience) => [1, 2, 3, 4, 5].map((iteration) => [experience, iteration])),
    );
  });
});

describe('options of the student', () => {
  it('learns from the first expert alone where the experiment is of a single experience', async () => {
    const { results, events } = await run(temporaryFolder(), {
      strategy: ['replay_ed', 'model_average', 'naive'],
      experiment_type: 'train_ed_single_exp',
      lr: 0.003,
      num_iter_per_exp: 40,
    });
    for (const { accuracyMatrix } of results) {
      expect(accuracyMatrix).toHaveLength(1);
      expect(accuracyMatrix[0]?.[0]).toBeGreaterThan(0.8);
    }
    const work = events.flatMap((event) => (event.type === 'progress' && event.work ? [event.work] : []));
    expect(work.at(-1)?.done).toBeCloseTo(work.at(-1)?.total ?? 0, 6);
    expect(work[0]?.total).toBeCloseTo(work.at(-1)?.total ?? 0, 6);
    const trained = events.flatMap((event) =>
      event.type === 'progress' && event.phase === 'experts' ? [`${event.done}/${event.total}`] : [],
    );
    expect(new Set(trained)).toEqual(new Set(['1/1']));
  });

  it('learns from the first experts alone where the configuration says how many', async () => {
    const { results } = await run(temporaryFolder(), {
      strategy: ['replay_ed', 'cumulative', 'joint'],
      experiences: 2,
    });
    for (const { accuracyMatrix, experiences } of results) {
      expect(accuracyMatrix).toHaveLength(2);
      expect(accuracyMatrix[1]).toHaveLength(5);
      expect(experiences).toHaveLength(5);
    }
    const [, cumulative, joint] = results;
    expect(joint?.accuracyMatrix[1]?.slice(2)).toEqual([0, 0, 0]);
    expect(cumulative?.accuracyMatrix[1]?.slice(2)).toEqual([0, 0, 0]);
  });

  it('re-estimates the batch norm of averaged weights where it is asked to', async () => {
    const changes = {
      strategy: 'model_average',
      model: 'resnet',
      scenario: 'split_mnist',
      experiences: 2,
      expert_epochs: 1,
    };
    const logdir = temporaryFolder();
    const statistics = async (own: Partial<ExperimentConfig>) => {
      const { student } = await run(logdir, { ...changes, ...own }, true);
      const { tensors } = readSafetensors(student('model_average'));
      return { mean: tensors.get('bn1.running_mean')?.data, kernel: tensors.get('conv1.weight')?.data };
    };
    const averaged = await statistics({});
    const anew = await statistics({ reestimate_batch_norm: true });
    expect(anew.kernel).toEqual(averaged.kernel);
    expect(anew.mean).not.toEqual(averaged.mean);
  });

  it('gives the baselines on real data epochs of their own', async () => {
    const details = async (changes: Partial<ExperimentConfig>) => {
      const { events } = await run(temporaryFolder(), { ...changes, strategy: 'joint', experiences: 1 });
      const steps = events.flatMap((event) => (event.type === 'progress' ? [event.detail] : []));
      return steps.filter((detail) => detail?.startsWith('training')).length;
    };
    expect(await details({ epochs: 3 })).toBe(3 * (await details({ epochs: 1 })));
    expect(await details({ expert_epochs: 3 })).toBe(await details({ epochs: 3 }));
  });

  it('takes over the first expert with init_from_expert, as well from the cache', async () => {
    const logdir = temporaryFolder();
    const changes = { strategy: 'replay_ed', init_from_expert: true };
    const first = await run(logdir, changes);
    const [metrics] = first.results;
    expect(metrics?.accuracyMatrix[0]?.[0]).toBe(metrics?.experiences[0]?.expertAccuracy);
    expect(withoutTimes(await run(logdir, changes, true))).toEqual(withoutTimes(first));
  });
});

describe('a multi-task stream', () => {
  const logdir = temporaryFolder(afterAll);

  it.each<[strategy: string[], changes: Partial<ExperimentConfig>]>([
    [['minversion_ed', 'dimpression_ed', 'replay_ed'], { model: 'lenet', num_iter_per_exp: 15 }],
    [['from_path'], { model: 'lenet', num_iter_per_exp: 15 }],
    [['aux_data_ed', 'gn_ed'], { ...perceptron, hs: 64, num_iter_per_exp: 60, lr: 0.05 }],
    [['model_ensemble', 'entropy_ensemble'], { ...perceptron, hs: 64 }],
    [['naive', 'cumulative', 'joint'], { ...perceptron, hs: 64 }],
  ])('teaches every task’s head: %s', async (strategy, changes) => {
    const buffer_path = join(logdir, 'x', 'minversion_ed', 'samples');
    const { results } = await run(logdir, { ...changes, scenario: 'mt_mnist', strategy, buffer_path });
    expect(results.map((metrics) => metrics.strategy)).toEqual(strategy);
    for (const { accuracy, experiences, accuracyMatrix } of results) {
      // A head that was not taught says anything of ten classes: 0.1. One that knows its two alone: 0.5.
      expect(accuracy).toBeGreaterThanOrEqual(0.6);
      expect(Math.min(...(accuracyMatrix.at(-1) ?? []).map(Number))).toBeGreaterThanOrEqual(0.4);
      expect(experiences.map(({ task }) => task)).toEqual([0, 1, 2, 3, 4]);
    }
  });
});

describe('what makes no sense is refused before anything is trained or written', () => {
  it.each<[reason: RegExp, changes: Partial<ExperimentConfig>]>([
    [
      /^strategy "replay_ed" was refused on mt_mnist: bias_normalization makes no sense/,
      { bias_normalization: true },
    ],
    [/init_from_expert cannot work in a multi-task stream/, { init_from_expert: true }],
    [/model_average is for single-head streams/, { strategy: 'model_average' }],
    [/buffer_size is 9, but one image per class .* takes 10/, { strategy: 'minversion_ed', buffer_size: 9 }],
    [/buffer_size is 9/, { strategy: 'dimpression_ed', buffer_size: 9, scenario: 'split_mnist' }],
    [/from_path needs buffer_path/, { strategy: 'from_path' }],
    [
      /joint learns the whole stream at once/,
      { strategy: 'joint', scenario: 'split_mnist', experiment_type: 'train_ed_single_exp' },
    ],
  ])('%s', async (reason, changes) => {
    const logdir = join(temporaryFolder(), 'runs');
    const running = run(logdir, { scenario: 'mt_mnist', strategy: 'replay_ed', ...changes });
    await expect(running).rejects.toThrow(reason);
    await expect(running).rejects.toBeInstanceOf(RefusedStrategyError);
    expect(existsSync(logdir)).toBe(false);
  });

  it('samples that are not there', async () => {
    const logdir = join(temporaryFolder(), 'runs');
    const running = run(logdir, { strategy: 'from_path', buffer_path: join(logdir, 'nowhere') });
    await expect(running).rejects.toBeInstanceOf(SamplesFileError);
    expect(existsSync(logdir)).toBe(false);
  });

  it('a model that does not fit', async () => {
    const logdir = join(temporaryFolder(), 'runs');
    await expect(run(logdir, { model: 'lenet', hs: 24 })).rejects.toThrow(/'lenet' was given hiddenSize 24/);
    expect(existsSync(logdir)).toBe(false);
  });

  it('a folder that cannot be written', async () => {
    const logdir = join(temporaryFolder(), 'file');
    writeFileSync(logdir, 'mine');
    await expect(run(logdir, { strategy: 'replay_ed' })).rejects.toBeInstanceOf(UnwritableFolderError);
    expect(readFileSync(logdir, 'utf8')).toBe('mine');
  });
});

it('repeats a stream with other draws: order_seed keeps the class order, seed changes the rest', async () => {
  const [first, again, other] = await Promise.all([
    run(temporaryFolder(), { strategy: 'replay_ed', seed: 5 }),
    run(temporaryFolder(), { strategy: 'replay_ed', seed: 5, order_seed: 5 }),
    run(temporaryFolder(), { strategy: 'replay_ed', seed: 6, order_seed: 5 }),
  ]);
  const classes = ({ results }: typeof first) =>
    results[0]?.experiences.map((experience) => experience.classes);
  expect(again.student('replay_ed')).toEqual(first.student('replay_ed'));
  expect(classes(other)).toEqual(classes(first));
  expect(other.student('replay_ed')).not.toEqual(first.student('replay_ed'));
});

describe('a student that diverges', () => {
  const logdir = temporaryFolder(afterAll);
  const strategy = ['replay_ed', 'model_average'];
  let first: Awaited<ReturnType<typeof run>>;
  beforeAll(async () => {
    const definition = strategyNamed('replay_ed');
    const { create } = definition;
    const spy = vi.spyOn(definition, 'create').mockImplementation(async (context) => {
      const learner = await create(context);
      return {
        ...learner,
        async *learn(index) {
          if (index === 1)
            learner.model?.setWeights(learner.model.getWeights().map((each) => mul(each, Number.NaN)));
          yield* learner.learn(index);
        },
      };
    });
    first = await run(logdir, { strategy, eval_every: 6 });
    spy.mockRestore();
  });
  const states = ({ events }: typeof first) =>
    events.flatMap((event) =>
      event.type === 'job' ? [`${event.job} ${event.state}: ${event.detail ?? ''}`] : [],
    );

  it('ends its job, whose log says where and what to try; the others go on', () => {
    const ending = "in experience 2 of 5: the student's loss is NaN at step 1 of 12. Lower lr.";
    expect(states(first)).toEqual([
      'replay_ed started: ',
      `replay_ed diverged: ${ending}`,
      'model_average started: ',
      expect.stringMatching(/^model_average finished: /),
    ]);
    expect(readFileSync(join(logdir, 'x/replay_ed/log.txt'), 'utf8')).toContain(
      `replay_ed diverged · ${ending}`,
    );
    const work = first.events.flatMap((event) =>
      event.type === 'progress' && event.work ? [event.work] : [],
    );
    expect(work.at(-1)?.done).toBeCloseTo(work.at(-1)?.total ?? 0, 6);
  });

  it('keeps what was measured before, and has null for all that was not', () => {
    const [metrics] = first.results;
    const { accuracyMatrix, accuracyCurve, accuracy, confusion, forgetting, diverged } = metrics ?? {};
    expect({ accuracy, confusion, diverged }).toEqual({ accuracy: null, confusion: null, diverged: true });
    expect(accuracyMatrix?.[0]).toEqual(Array(5).fill(expect.any(Number)));
    expect(accuracyMatrix?.slice(1)).toEqual(Array(4).fill(Array(5).fill(null)));
    expect(forgetting).toEqual(Array(5).fill(null));
    expect(accuracyCurve?.map(({ experience, iteration }) => [experience, iteration])).toEqual([[0, 6]]);
    expect(existsSync(join(logdir, 'x/replay_ed/student.safetensors'))).toBe(false);
    const written = JSON.parse(readFileSync(join(logdir, 'x/replay_ed/metrics.json'), 'utf8'));
    expect(metricsSchema.parse(written)).toEqual(metrics);
  });

  it('is finished: nothing is trained again', async () => {
    const again = await run(logdir, { strategy, eval_every: 6 });
    expect(again.results).toEqual(first.results);
    expect(states(again)[0]).toBe('replay_ed skipped: diverged earlier; --fresh runs it again');
    expect(again.events.filter(({ type }) => type === 'progress')).toEqual([]);
  });
});

describe('experts', () => {
  it('that diverge in their training fail every job that needs them, and are not cached', async () => {
    const logdir = temporaryFolder();
    const { ran, failed } = await outcomes(logdir, ['replay_ed', 'model_average', 'naive'], {
      expert_lr: 1e30,
    });
    expect(failed).toEqual([
      [
        'replay_ed',
        expect.stringMatching(
          /^expert 1 \(classes \d \d\) diverged in its training: the loss is (NaN|Infinity) at step \d of .* Lower expert_lr, which is 1e\+30\.$/,
        ),
      ],
      ['model_average', 'for the same reason as replay_ed'],
    ]);
    expect(
      ran.map((outcome) => ('metrics' in outcome ? outcome.metrics.diverged : outcome.failure.name)),
    ).toEqual(['DivergedExpertError', 'DivergedExpertError', true]);
    const [cache] = readdirSync(join(logdir, '.experts'));
    expect(readdirSync(join(logdir, '.experts', cache ?? ''))).toEqual(['recipe.json']);
  });

  it('that have learned nothing are named before the first job begins, once, and in its log', async () => {
    const logdir = temporaryFolder();
    const { events } = await outcomes(logdir, ['model_average', 'naive'], { expert_lr: 1e-12 });
    const named =
      /^experts that are no better than chance on their own classes: expert 1 \(classes \d \d\): [\d.]+ %\./;
    const warnings = events.flatMap((event, i) =>
      event.type === 'message' && event.level === 'warning' ? [{ text: event.text, i }] : [],
    );
    expect(warnings).toEqual([{ text: expect.stringMatching(named), i: expect.any(Number) }]);
    expect(warnings[0]?.i).toBeLessThan(events.findIndex((event) => event.type === 'job'));
    const log = (name: string) => readFileSync(join(logdir, 'x', name, 'log.txt'), 'utf8');
    expect(log('model_average')).toContain(`warning: ${warnings[0]?.text}`);
    expect(log('naive')).not.toContain('warning');
  });
});

it('saves the student as PyTorch would: its state dict, under the names of its architecture', async () => {
  const { student, results } = await run(temporaryFolder(), { strategy: 'model_average' });
  const { tensors, metadata } = readSafetensors(student('model_average'));
  expect(metadata).toEqual({ architecture: 'simple_mlp' });
  expect([...tensors.keys()].toSorted()).toEqual(
    ['classifier.bias', 'classifier.weight', 'features.0.bias', 'features.0.weight'].toSorted(),
  );
  expect(metricsSchema.safeParse(results[0]).success).toBe(true);
});

describe('a step that fails, fails the jobs that depend on it and no others', () => {
  it('the experts: a strategy that learns without them goes on', async () => {
    const logdir = temporaryFolder();
    writeFileSync(join(logdir, '.experts'), 'in the way');
    const { ran, failed } = await outcomes(logdir, ['replay_ed', 'naive', 'model_average']);
    expect(ran.map((outcome) => 'metrics' in outcome)).toEqual([false, true, false]);
    expect(failed).toEqual([
      ['replay_ed', expect.stringMatching(/\.experts cannot be written: /)],
      ['model_average', 'for the same reason as replay_ed'],
    ]);
  });

  it('experts that cannot be built: a strategy that learns without them goes on', async () => {
    const logdir = temporaryFolder();
    await outcomes(logdir, ['model_average']);
    const [set] = readdirSync(join(logdir, '.experts'));
    const experts = join(logdir, '.experts', set ?? '');
    const manifest = join(experts, 'model_e0.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"simple_mlp"', '"lenet"'));
    const { ran, failed } = await outcomes(logdir, ['replay_ed', 'naive'], { experts });
    expect(failed).toEqual([['replay_ed', expect.stringMatching(/'lenet' was given inputShape/)]]);
    expect(ran.map((outcome) => 'metrics' in outcome)).toEqual([false, true]);
  });

  it('experts that cannot be read: their work and that of their jobs is no longer planned', async () => {
    const logdir = temporaryFolder();
    await outcomes(logdir, ['model_average']);
    const [set] = readdirSync(join(logdir, '.experts'));
    const weights = join(logdir, '.experts', set ?? '', 'model_e0.safetensors');
    rmSync(weights);
    mkdirSync(weights);
    const { failed, events } = await outcomes(logdir, ['replay_ed', 'naive']);
    expect(failed).toEqual([['replay_ed', expect.stringMatching(/EISDIR/)]]);
    const work = events.flatMap((event) => (event.type === 'progress' && event.work ? [event.work] : []));
    expect(work.at(-1)?.done).toBeCloseTo(work.at(-1)?.total ?? 0, 6);
  });

  it('a bug in one strategy: its log says where it happened', async () => {
    const create = vi
      .spyOn(strategyNamed('replay_ed'), 'create')
      .mockRejectedValue(new TypeError('no such thing'));
    const logdir = temporaryFolder();
    const { ran, failed } = await outcomes(logdir, ['replay_ed', 'model_average']);
    create.mockRestore();
    expect(ran.map((outcome) => 'metrics' in outcome)).toEqual([false, true]);
    expect(failed).toEqual([['replay_ed', expect.stringMatching(/^TypeError: no such thing\n +at /)]]);
    expect(readFileSync(join(logdir, 'x/replay_ed/log.txt'), 'utf8')).toMatch(
      /no such thing\n.*at .*run-jobs/,
    );
  });
});
