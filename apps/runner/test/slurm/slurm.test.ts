import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  describeEngine,
  executorOn,
  letGo,
  runsIn,
  stubCommand,
  stubJob,
  stubStore,
} from '../../src/executors/engine.conformance';
import { slurmEngine } from '../../src/executors/slurm/slurm-engine';
import type { FolderStore } from '../../src/storage/folder-store';
import { exmodel, filesBelow, metricsOf, tinyYaml } from '../exmodel-command';
import { temporaryFolder } from '../temporary-folder';

/** The folder of the servers that scripts/test-slurm.sh has started. */
const servers = process.env.SLURM_FOLDER ?? '';
const minutes = { timeout: 400_000, interval: 500 };

function engineOn(store: FolderStore) {
  const engine = slurmEngine({
    ...{ store, sbatch: [], threads: 1, atOnce: undefined },
    start: ['bash', stubCommand, 'order'],
    rest: ['--logdir', store.location],
  });
  return { ...engine, interval: 500 };
}

const call = (command: string, ...parameters: string[]) =>
  execFileSync(command, parameters, { encoding: 'utf8' }).trim();
/**
 * Waits until SLURM has written down what runs. It need not do so for minutes after a start; killed before, it would use the numbers of
 * these tasks again.
 */
async function keepState() {
  const tasks = call('squeue', '-h', '-r', '-t', 'running', '-o', '%F_%K').split('\n');
  for (const task of tasks) call('scontrol', 'update', `JobId=${task}`, `Comment=written ${task}.`);
  const written = () => readFileSync(join(servers, 'state/job_state'), 'latin1');
  for (const task of tasks) await expect.poll(written, minutes).toContain(`written ${task}.`);
}
const pidOf = (daemon: string) => Number(readFileSync(join(servers, `${daemon}.pid`), 'utf8'));

describe('a real SLURM', () => {
  describeEngine(engineOn);
});

describe('faults', () => {
  it.each([
    ['slurmctld', () => spawn('slurmctld')],
    ['slurmd', () => spawn('slurmd', ['-N', 'localhost'])],
  ])('%s is killed and started again: jobs go on, nothing is run twice', async (daemon, start) => {
    const store = stubStore();
    const running = executorOn(engineOn(store), store).executor.run(
      ['waits-1', 'waits-2', 'waits-3'].map(stubJob),
    );
    await expect.poll(() => runsIn(store).length, minutes).toBe(2);
    await keepState();
    process.kill(pidOf(daemon), 'SIGKILL');
    letGo(store);
    await expect.poll(() => filesBelow(store.pathOf('x')).length, minutes).toBeGreaterThanOrEqual(2);
    start();
    expect(await running).toMatchObject(Array(3).fill({ metrics: {} }));
    expect(runsIn(store)).toHaveLength(3);
  });

  it('a job that is asked to end before its limit goes back into the queue, and ends there', async () => {
    const store = stubStore();
    const running = executorOn(engineOn(store), store).executor.run([stubJob('limit')]);
    await expect.poll(() => existsSync(store.pathOf('ready')), minutes).toBe(true);
    const [id = ''] = call('squeue', '-h', '-r', '-o', '%F_%K').split('\n');
    call('scancel', '--batch', '--signal=USR1', id);
    // SLURM waits about two minutes before it runs a requeued job.
    expect(await running).toMatchObject([{ metrics: {} }]);
    expect(runsIn(store)).toHaveLength(2);
  });
});

describe('the command', () => {
  const cwd = temporaryFolder(afterAll);
  writeFileSync(join(cwd, 'tiny.yaml'), tinyYaml);
  const grid = ['--set', 'strategy=replay_ed', '--set', 'grid={lr: [0.1, 0.01]}', '--set', 'assess_runs=2'];
  const run = (logdir: string, ...more: string[]) =>
    exmodel(['run', 'tiny.yaml', '--backend', 'wasm', ...grid, '--set', `logdir=${logdir}`, ...more], {
      cwd,
    });
  const jobs = ['VAL0', 'VAL1', 'ASSESS0', 'ASSESS1'];
  const folder = (logdir: string) => join(cwd, logdir, 'tiny/replay_ed');

  it('gives the same results on SLURM as here', async () => {
    expect(await run('here')).toMatchObject({ code: 0 });
    const { code, stdout, stderr } = await run('there', '--executor', 'slurm');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/replay_ed\/VAL0 finished · /);
    for (const job of jobs) {
      expect(metricsOf(join(folder('there'), job))).toEqual(metricsOf(join(folder('here'), job)));
      expect(filesBelow(join(folder('there'), job))).toEqual(filesBelow(join(folder('here'), job)));
    }
    expect(filesBelow(join(cwd, 'there/.orders'))).toEqual([]);
  });

  it('with --detach ends at once, and SLURM goes on to the end by itself, with the results where --sync says', async () => {
    const { code, stdout } = await run('left', '--executor', 'slurm', '--detach', '--sync', 'copies');
    expect(code).toBe(0);
    expect(stdout).toMatch(/2 jobs are left to SLURM\. When they are over, its job \d+ goes on/);
    const written = () =>
      readdirSync(join(cwd, 'left'))
        .filter((name) => name.endsWith('.log'))
        .map((name) => readFileSync(join(cwd, 'left', name), 'utf8'))
        .join('');
    await expect.poll(written, minutes).toMatch(/results in .*left\/tiny/);
    for (const job of jobs) {
      expect(metricsOf(join(folder('left'), job))).toEqual(metricsOf(join(folder('here'), job)));
      expect(metricsOf(join(folder('copies'), job))).toEqual(metricsOf(join(folder('here'), job)));
    }
  });
});
