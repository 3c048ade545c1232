import { EventStream, memorySink } from '@exmodel/loggers';
import { describe, expect, it } from 'vitest';
import { failedJobs, oracle } from '../../test/oracle-executor';
import { temporaryFolder } from '../../test/temporary-folder';
import { type StudyConfig, studySchema } from '../config/study-schema';
import { variantExperiment } from '../config/variant-experiment';
import { jobOrderSchema } from '../executors/process/job-order';
import type { Job } from '../runs/job';
import { folderStore } from '../storage/folder-store';
import { strategies } from '../strategies/registry';
import { planStudy } from './plan-study';
import { runSeries } from './run-series';
import { assessmentJobs } from './series';

function study(changes: Partial<StudyConfig> = {}): StudyConfig {
  const given = {
    lr: 0.5,
    strategy: 'replay_ed',
    seeds: [7, 101],
    variants: {
      full: {},
      'no cross-entropy': { ce_loss: false },
      ensemble: { strategy: 'model_ensemble', lr: 1 },
    },
  };
  return {
    ...studySchema(strategies).parse(given),
    logdir: 'runs',
    name: 'x',
    baseline: 'full',
    ...changes,
  };
}

const jobsOf = (config: StudyConfig) =>
  planStudy(config).flatMap((series) => assessmentJobs(series, series.config));

describe('planStudy', () => {
  it('makes a job a variant and seed, each in a folder of its own below the variant’s', () => {
    expect(jobsOf(study()).map(({ name, key }) => [name, key])).toEqual([
      ['full/SEED7', 'x/full/SEED7'],
      ['full/SEED101', 'x/full/SEED101'],
      ['no-cross-entropy/SEED7', 'x/no-cross-entropy/SEED7'],
      ['no-cross-entropy/SEED101', 'x/no-cross-entropy/SEED101'],
      ['ensemble/SEED7', 'x/ensemble/SEED7'],
      ['ensemble/SEED101', 'x/ensemble/SEED101'],
    ]);
    expect(planStudy(study()).map(({ name }) => name)).toEqual(['full', 'no cross-entropy', 'ensemble']);
  });

  it('gives every variant the shared keys and its own, on the same seeds', () => {
    const planned = jobsOf(study()).map(({ config: { strategy, lr, ce_loss, seed } }) => [
      strategy,
      lr,
      ce_loss,
      seed,
    ]);
    expect(planned).toEqual([
      ['replay_ed', 0.5, true, 7],
      ['replay_ed', 0.5, true, 101],
      ['replay_ed', 0.5, false, 7],
      ['replay_ed', 0.5, false, 101],
      ['model_ensemble', 1, true, 7],
      ['model_ensemble', 1, true, 101],
    ]);
  });

  it('makes jobs that are like those of an experiment: nothing of a study is in their configurations', () => {
    for (const job of jobsOf(study({ title: 'A study' }))) {
      expect(() => jobOrderSchema.parse({ job, backend: 'wasm', fresh: false })).not.toThrow();
    }
  });
});

describe('a study that is run', () => {
  const logdir = temporaryFolder;

  /** Runs it with an executor in which the jobs that `fails` selects fail. */
  async function run(config: StudyConfig, fails: (job: Job) => boolean = () => false) {
    const memory = memorySink();
    const ran: string[] = [];
    const store = folderStore(config.logdir);
    const result = await runSeries({
      config: variantExperiment(config, config.baseline),
      series: planStudy(config),
      backend: 'wasm',
      events: new EventStream([memory]),
      store,
      executor: oracle(store, ran, (job) => (fails(job) ? undefined : 0.5)),
      fresh: false,
    });
    return { ...result, failed: failedJobs(result.outcomes), ran };
  }

  it('gives the runs of each variant, by its name; a second time it does nothing', async () => {
    const config = study({ logdir: logdir() });
    const { results, ran, failed } = await run(config);
    expect(ran).toHaveLength(6);
    expect(failed).toEqual([]);
    expect(results.map(({ name, runs }) => [name, runs.map(({ seed }) => seed)])).toEqual([
      ['full', [7, 101]],
      ['no cross-entropy', [7, 101]],
      ['ensemble', [7, 101]],
    ]);
    expect((await run(config)).ran).toEqual([]);
  });

  it('runs only what is new when a seed or a variant is added, whatever their order', async () => {
    const config = study({ logdir: logdir() });
    await run(config);
    const variants = { 'high lr': { lr: 2 }, ...config.variants };
    const { ran } = await run({ ...config, seeds: [3, 101, 7], variants });
    expect(ran).toEqual([
      'high-lr/SEED3',
      'high-lr/SEED101',
      'high-lr/SEED7',
      'full/SEED3',
      'no-cross-entropy/SEED3',
      'ensemble/SEED3',
    ]);
  });

  it('refuses a variant’s folder that holds another configuration, before anything runs', async () => {
    const config = study({ logdir: logdir() });
    await run(config);
    const other = { ...config, variants: { first: {}, ...config.variants, ensemble: { lr: 3 } } };
    await expect(run(other)).rejects.toThrow(
      /ensemble\/SEED7 holds results of another configuration \(.*lr 1 → 3/,
    );
  });

  it('names what failed and has the others', async () => {
    const { results, failed } = await run(
      study({ logdir: logdir() }),
      ({ name }) => name === 'ensemble/SEED7',
    );
    expect(failed).toEqual(['ensemble/SEED7']);
    expect(results.map(({ runs }) => runs.length)).toEqual([2, 2, 1]);
  });
});
