import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventStream, memorySink } from '@exmodel/loggers';
import { describe, expect, it } from 'vitest';
import { configDefaults } from '../../test/config-defaults';
import { failedJobs, oracle } from '../../test/oracle-executor';
import { temporaryFolder } from '../../test/temporary-folder';
import { loadConfig } from '../config/load-config';
import type { ExperimentConfig } from '../config/schema';
import type { Job } from '../runs/job';
import { folderStore } from '../storage/folder-store';
import { FolderTakenError } from '../storage/job-folder';
import { strategies } from '../strategies/registry';
import { runSeries, type Shard } from './run-series';

const rate = ({ config }: Job) => Number(config.lr);

const searched: Partial<ExperimentConfig> = { grid: { lr: [0.1, 0.5, 1] }, assess_runs: 2 };

async function run(
  logdir: string,
  changes: Partial<ExperimentConfig>,
  accuracy: Parameters<typeof oracle>[2] = (job) => rate(job) * (job.config.seed / 10_000),
  fresh = false,
  shard?: Shard,
) {
  const memory = memorySink();
  const ran: string[] = [];
  const config = { ...configDefaults, strategy: ['gn_ed', 'replay_ed'], ...changes, logdir, name: 'x' };
  const events = new EventStream([memory]);
  const store = folderStore(logdir);
  const result = await runSeries({
    config,
    backend: 'wasm',
    events,
    store,
    executor: oracle(store, ran, accuracy),
    fresh,
    shard,
  });
  const messages = memory.events.flatMap((event) =>
    event.type === 'message' ? [`${event.level}: ${event.text}`] : [],
  );
  return { ...result, failed: failedJobs(result.outcomes), ran, messages, events: memory.events };
}

const selection = ['gn_ed', 'replay_ed'].flatMap((strategy) => [0, 1, 2].map((i) => `${strategy}/VAL${i}`));
const assessment = ['gn_ed', 'replay_ed'].flatMap((strategy) => [0, 1].map((i) => `${strategy}/ASSESS${i}`));

describe('selection and assessment', () => {
  it('tries all points of all strategies, then assesses the best of each', async () => {
    const { ran, results, failed, messages } = await run(temporaryFolder(), searched);
    expect(ran).toEqual([...selection, ...assessment]);
    expect(results.map(({ name, runs }) => [name, runs.map(({ accuracy }) => accuracy)])).toEqual([
      ['gn_ed', [0.1234, 0.2345]],
      ['replay_ed', [0.1234, 0.2345]],
    ]);
    expect(failed).toEqual([]);
    expect(messages[0]).toBe(
      'info: gn_ed/VAL2 is the best of 3 by accuracy 0.1234 on validation images: lr 1',
    );
    expect(results[0]?.runs.map(({ chosen }) => chosen)).toEqual(
      Array(2).fill({ on: 'validation_images', seed: 1234, by: 'accuracy', value: 0.1234, candidates: 3 }),
    );
  });

  it('in shards runs a part of the jobs, and assesses once the other parts are done', async () => {
    const logdir = temporaryFolder();
    const part = (part: number) => run(logdir, searched, undefined, false, { part, of: 2 });
    const first = await part(1);
    expect(first.ran).toEqual(selection.filter((_, i) => i % 2 === 0));
    expect(first.messages).toContain(
      'warning: gn_ed is not assessed yet: 1 of its 3 candidates belong to other shards. When they are finished, give this command again.',
    );
    const second = await part(2);
    expect(second.ran).toEqual([1, 3, 5].map((i) => selection[i]).concat([1, 3].map((i) => assessment[i])));
    expect((await part(1)).ran).toEqual([0, 2].map((i) => assessment[i]));
  });

  it('writes the best configuration as an experiment that continues from the same results', async () => {
    const logdir = temporaryFolder();
    await run(logdir, searched);
    const best = join(logdir, 'x/gn_ed/best_config.yaml');
    const { config, ignored } = loadConfig(best, strategies, [`logdir=${logdir}`]);
    expect(ignored).toEqual([]);
    expect(config).toMatchObject({
      name: 'x',
      strategy: 'gn_ed',
      lr: 1,
      assess_runs: 2,
      metric_name: 'accuracy',
    });
    expect(config.grid).toBeUndefined();
    const again = await run(logdir, config);
    expect(again.ran).toEqual([]);
    expect(again.results[0]?.runs).toHaveLength(2);
  });

  it('runs the pending jobs, and none that is finished', async () => {
    const logdir = temporaryFolder();
    const first = await run(logdir, searched);
    const again = await run(logdir, searched);
    expect(again.ran).toEqual([]);
    expect(again.results).toEqual(first.results);
    expect(again.events.filter((event) => event.type === 'job' && event.state === 'skipped')).toHaveLength(
      10,
    );
    const more = await run(logdir, { ...searched, assess_runs: 3 });
    expect(more.ran).toEqual(['gn_ed/ASSESS2', 'replay_ed/ASSESS2']);
    expect((await run(logdir, searched, undefined, true)).ran).toHaveLength(10);
  });

  it('goes on with candidates that were chosen on test images, and says how; else it starts nothing', async () => {
    const logdir = temporaryFolder();
    const asReference = { ...searched, choose_on: 'test_images' } as const;
    const { messages, results } = await run(logdir, asReference);
    expect(messages[0]).toBe('info: gn_ed/VAL2 is the best of 3 by accuracy 0.1234 on test images: lr 1');
    expect(results[0]?.runs[0]?.chosen?.on).toBe('test_images');
    expect(results[0]?.runs[0]?.config).not.toHaveProperty('validation_fraction');
    await expect(run(logdir, searched)).rejects.toThrow(
      /VAL0 holds results of another configuration \(.*measured_on undefined → "validation_images"\)\. To go on with the candidates that are there, .* --set choose_on=test_images/,
    );
    expect((await run(logdir, asReference)).ran).toEqual([]);
  });

  it('refuses folders of another grid before anything runs', async () => {
    const logdir = temporaryFolder();
    await run(logdir, searched);
    const other = { ...searched, grid: { lr: [0.1, 0.4, 1] } };
    await expect(run(logdir, other)).rejects.toThrow(/gn_ed\/VAL1 holds results of another .*lr 0\.5 → 0\.4/);
  });

  it('refuses to put runs into the folder of a single job, and the other way round', async () => {
    const logdir = temporaryFolder();
    await run(logdir, {});
    await expect(run(logdir, searched)).rejects.toThrow(
      /holds results of a run without grid, seeds and assess_runs/,
    );
    const other = temporaryFolder();
    await run(other, searched);
    for (const fresh of [false, true]) {
      const again = run(other, {}, undefined, fresh);
      await expect(again).rejects.toThrow(FolderTakenError);
      await expect(again).rejects.toThrow(
        /gn_ed holds results of a run with grid, seeds or assess_runs \(ASSESS0, ASSESS1, VAL0, VAL1, VAL2\)\. Choose .*, or move them away\. To go on with them,/,
      );
    }
    expect(existsSync(join(other, 'x/gn_ed/VAL0/metrics.json'))).toBe(true);
  });

  it('says which candidates have no number and chooses among the others', async () => {
    const { messages, results } = await run(temporaryFolder(), searched, (job) =>
      job.name.endsWith('VAL2') ? null : rate(job),
    );
    expect(messages).toContain('warning: gn_ed/VAL2 has no value for accuracy and is not considered');
    expect(results[0]?.runs.map(({ config }) => config.lr)).toEqual([0.5, 0.5]);
  });

  it('says which candidates diverged and chooses among the others; where all did, it says so', async () => {
    const { messages, results } = await run(temporaryFolder(), searched, (job) =>
      job.name.endsWith('VAL2') ? 'diverged' : rate(job),
    );
    expect(messages).toContain('warning: gn_ed/VAL2 diverged and is not considered');
    expect(results[0]?.runs.map(({ config }) => config.lr)).toEqual([0.5, 0.5]);
    await expect(run(temporaryFolder(), searched, () => 'diverged')).rejects.toThrow(
      /^all candidates diverged/,
    );
  });

  it('does not choose if a candidate failed, and continues with the other strategy', async () => {
    const logdir = temporaryFolder();
    const fails = (job: Job) => (job.name === 'gn_ed/VAL1' ? undefined : rate(job));
    const { failed, results, messages, ran } = await run(logdir, searched, fails);
    expect(failed).toEqual(['gn_ed/VAL1']);
    expect(messages).toContain('error: gn_ed is not assessed: gn_ed/VAL1 failed');
    expect(results.map(({ runs }) => runs.length)).toEqual([0, 2]);
    expect(ran).toEqual([...selection, 'replay_ed/ASSESS0', 'replay_ed/ASSESS1']);
    expect((await run(logdir, searched)).ran).toEqual(['gn_ed/VAL1', 'gn_ed/ASSESS0', 'gn_ed/ASSESS1']);
  });

  it('omits a failed run from the results, and names it', async () => {
    const { failed, results } = await run(temporaryFolder(), { assess_runs: 3 }, ({ name }) =>
      name === 'replay_ed/ASSESS1' ? undefined : 0.5,
    );
    expect(failed).toEqual(['replay_ed/ASSESS1']);
    expect(results.map(({ runs }) => runs.map(({ seed }) => seed))).toEqual([
      [1234, 2345, 3456],
      [1234, 3456],
    ]);
  });

  it('takes an assessment’s folder that holds something else for a failed job, and runs the others', async () => {
    const logdir = temporaryFolder();
    mkdirSync(join(logdir, 'x/gn_ed/ASSESS0'), { recursive: true });
    writeFileSync(join(logdir, 'x/gn_ed/ASSESS0/thesis.txt'), 'mine');
    const { ran, failed, events } = await run(logdir, searched);
    expect(failed).toEqual(['gn_ed/ASSESS0']);
    expect(ran).toEqual([...selection, ...assessment.filter((name) => name !== 'gn_ed/ASSESS0')]);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'job', job: 'gn_ed/ASSESS0', state: 'failed' }),
    );
    expect(existsSync(join(logdir, 'x/gn_ed/ASSESS0/thesis.txt'))).toBe(true);
  });

  it.each(['config.json', 'metrics.json'])(
    'takes a job whose %s was cut short for a failed one, says what to delete, and runs the others',
    async (name) => {
      const logdir = temporaryFolder();
      await run(logdir, { seeds: [1, 2] });
      const folder = join(logdir, 'x/gn_ed/SEED2');
      writeFileSync(join(folder, name), '{"sch');
      const { ran, failed, outcomes } = await run(logdir, { seeds: [1, 2, 3] });
      expect(failed).toEqual(['gn_ed/SEED2']);
      expect(ran).toEqual(['gn_ed/SEED3', 'replay_ed/SEED3']);
      const [failure] = outcomes.flatMap((outcome) =>
        'failure' in outcome ? [outcome.failure.message] : [],
      );
      expect(failure).toMatch(
        /SEED2 holds a \w+\.json that was cut short, or .*elete th.* folder.* no other\./,
      );
      rmSync(folder, { recursive: true });
      expect((await run(logdir, { seeds: [1, 2, 3] })).ran).toEqual(['gn_ed/SEED2']);
    },
  );

  it('assesses the other strategies before it reports that nothing can be chosen for one', async () => {
    const logdir = temporaryFolder();
    const onlyReplay = (job: Job) => (job.config.strategy === 'gn_ed' ? null : rate(job));
    await expect(run(logdir, searched, onlyReplay)).rejects.toThrow(/none of gn_ed\/VAL0/);
    expect(existsSync(join(logdir, 'x/replay_ed/ASSESS1/metrics.json'))).toBe(true);
  });

  it('refuses a folder of a later run before the first begins', async () => {
    const logdir = temporaryFolder();
    mkdirSync(join(logdir, 'x/replay_ed/ASSESS1'), { recursive: true });
    writeFileSync(join(logdir, 'x/replay_ed/ASSESS1/mine'), '');
    const ran: string[] = [];
    const refused = run(logdir, { assess_runs: 2 }, ({ name }) => void ran.push(name));
    await expect(refused).rejects.toThrow(FolderTakenError);
    expect(ran).toEqual([]);
  });
});
