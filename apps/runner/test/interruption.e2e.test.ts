import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '@exmodel/loggers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jobConfig, strategyConfig } from '../src/config/strategy-config';
import { type JobOrder, jobOrder } from '../src/executors/process/job-order';
import { attemptOf, orderOf, reportFile, writeOrder } from '../src/executors/remote/orders';
import { toBeContinued } from '../src/executors/remote/to-be-continued';
import { checkpointsOf } from '../src/storage/checkpoints';
import { folderStore } from '../src/storage/folder-store';
import {
  command,
  exmodel,
  filesBelow,
  metricsOf,
  type Outcome,
  repository,
  tinyYaml,
} from './exmodel-command';
import { temporaryFolder } from './temporary-folder';
import { tiny } from './tiny-stream';

const cwd = temporaryFolder(afterAll);
const job = (logdir: string, strategy: string) => join(cwd, logdir, 'tiny', strategy);
const isFinished = (logdir: string, strategy: string) =>
  existsSync(join(job(logdir, strategy), 'metrics.json'));

beforeAll(async () => {
  writeFileSync(join(cwd, 'tiny.yaml'), tinyYaml);
});

function expectInterrupted({ code, stdout, stderr }: Outcome): void {
  expect(code).toBe(130);
  expect(stdout).toContain('interrupted');
  expect(stderr).toBe(
    'Stopping: what is running keeps its state at the end of its step. Run the same command again to continue; press Ctrl-C again not to wait.\n',
  );
}

function expectNothingHalfWritten(folder: string): void {
  const files = filesBelow(folder);
  expect(files.filter((file) => !/\.(json|jsonl|txt|csv|exmodel|png|safetensors)$/.test(file))).toEqual([]);
  for (const file of files.filter((path) => path.endsWith('.json')))
    expect(() => JSON.parse(readFileSync(join(folder, file), 'utf8'))).not.toThrow();
  for (const file of files.filter((path) => path.endsWith('.jsonl')))
    for (const line of readFileSync(join(folder, file), 'utf8').trim().split('\n'))
      expect(() => JSON.parse(line)).not.toThrow();
}

describe('Ctrl-C stops at once, keeps finished work, and the same command continues', () => {
  const run = (logdir: string, interruptWhen?: (stdout: string) => boolean) =>
    exmodel(['run', 'tiny.yaml', '--backend', 'wasm', '--set', `logdir=${logdir}`], {
      cwd,
      ...(interruptWhen && { interruptWhen }),
    });
  const experts = () =>
    existsSync(join(cwd, 'cut/.experts'))
      ? readdirSync(join(cwd, 'cut/.experts'), { recursive: true, encoding: 'utf8' }).filter((path) =>
          /model_e\d\.safetensors$/.test(path),
        )
      : [];

  it('while it trains experts: those that are trained stay', async () => {
    expectInterrupted(await run('cut', () => experts().length >= 2));
    expect(experts().length).toBeGreaterThanOrEqual(2);
    expect(experts().length).toBeLessThan(5);
    expectNothingHalfWritten(join(cwd, 'cut'));
  });

  it('while it distils', async () => {
    const kept = experts().length;
    const outcome = await run('cut', (stdout) => stdout.includes('replay_ed 1/5 · distillation'));
    expectInterrupted(outcome);
    expect(outcome.stdout).toMatch(new RegExp(`^experts ${kept + 1}/5`, 'm'));
    expect(experts()).toHaveLength(5);
    expect(isFinished('cut', 'replay_ed')).toBe(false);
    expect(readFileSync(join(job('cut', 'replay_ed'), 'log.txt'), 'utf8')).toMatch(/interrupted/);
    expectNothingHalfWritten(join(cwd, 'cut'));
  });

  it('while it synthesises: the strategy that is finished stays', async () => {
    const outcome = await run('cut', (stdout) => stdout.includes('minversion_ed 1/5 · synthesis'));
    expectInterrupted(outcome);
    expect(outcome.stdout).not.toMatch(/^experts \d/m);
    expect(isFinished('cut', 'replay_ed')).toBe(true);
    expect(isFinished('cut', 'minversion_ed')).toBe(false);
    expectNothingHalfWritten(join(cwd, 'cut'));
  });

  it('and ends with the metrics of an uninterrupted run', async () => {
    const resumed = await run('cut');
    expect(resumed.code).toBe(0);
    expect(resumed.stdout).toContain('replay_ed skipped');
    expect(resumed.stdout).toContain('minversion_ed goes on at expert 1 of 5');
    expect((await run('whole')).code).toBe(0);
    for (const strategy of ['replay_ed', 'minversion_ed', 'model_average']) {
      expect(metricsOf(job('cut', strategy))).toEqual(metricsOf(job('whole', strategy)));
      const files = ['cut', 'whole'].map((logdir) => filesBelow(job(logdir, strategy)));
      expect(files[0]).toEqual(files[1]);
    }
  });
});

describe('is recorded as an interruption:', () => {
  const begun = 'replay_ed 1/5 · distillation';
  const log = (folder: string) => readFileSync(join(folder, 'log.txt'), 'utf8');

  it.each([
    ['SIGTERM', 143],
    ['SIGUSR1', 138],
    ['SIGHUP', 129],
    ['SIGQUIT', 131],
  ] as const)('%s, to a run', async (signal, code) => {
    const name = ['--set', `name=${signal}`, '--set', 'logdir=cut'];
    const outcome = await exmodel(['run', 'tiny.yaml', '--backend', 'wasm', ...name], {
      cwd,
      signal,
      interruptWhen: (stdout) => stdout.includes(begun),
    });
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toMatch(/^Stopping: [^\n]*\n$/);
    expect(log(join(cwd, 'cut', signal, 'replay_ed'))).toMatch(/ interrupted after \S+\n$/);
    expectNothingHalfWritten(join(cwd, 'cut', signal));
  });

  it.each([
    ['SIGHUP', 129],
    ['SIGQUIT', 131],
  ] as const)('%s, to the process of a job', async (signal, code) => {
    const child = fork(command, ['job', '--logdir', join(cwd, 'cut'), '--threads', '1'], {
      stdio: 'ignore',
      serialization: 'advanced',
      execArgv: [],
    });
    const ended = once(child, 'exit');
    const config = jobConfig({ ...strategyConfig(tiny, 'replay_ed'), num_iter_per_exp: 10_000 });
    const order: JobOrder = {
      job: { name: signal, key: `jobs/${signal}`, config },
      backend: 'wasm',
      fresh: false,
    };
    child.on('message', (report: RunEvent) => {
      if (report.type === 'progress' && report.detail.includes('distillation')) child.kill(signal);
    });
    child.send(order);
    expect(await ended).toEqual([code, null]);
    expect(log(join(cwd, 'cut', 'jobs', signal))).toMatch(/ interrupted after \S+\n$/);
  });
});

it('a process that an engine asks to end keeps the state of its job, and says that it is to be continued', async () => {
  const store = folderStore(join(cwd, 'ordered'));
  const config = jobConfig({ ...strategyConfig(tiny, 'replay_ed'), num_iter_per_exp: 10_000 });
  const job = { name: 'long', key: 'jobs/long', config };
  const order = orderOf(job, 'wasm');
  await writeOrder(store, order, jobOrder(job, { backend: 'wasm', fresh: false }), {
    ...{ attempt: 1, inVain: 0, kept: '' },
  });
  const attempt = attemptOf(order, 1);
  const own = ['--logdir', store.location, '--threads', '1', '--checkpoint-every', '3600'];
  const child = spawn(process.execPath, [command, 'order', attempt, ...own], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const reports = () =>
    existsSync(store.pathOf(reportFile(attempt)))
      ? readFileSync(store.pathOf(reportFile(attempt)), 'utf8')
      : '';
  await expect.poll(reports, { timeout: 120_000 }).toContain('distillation');
  child.kill('SIGTERM');
  expect(await ended).toEqual([toBeContinued, null]);
  expect(await store.list(checkpointsOf(job.key))).not.toEqual([]);
});

describe('real MNIST, with the quick start’s experts', () => {
  const quickstart = join(repository, 'configs/split-mnist/quickstart.yaml');
  const run = (more: readonly string[], interruptWhen?: (stdout: string) => boolean) =>
    exmodel(
      [
        'run',
        quickstart,
        '--strategy',
        'model_average',
        '--backend',
        'wasm',
        '--set',
        'logdir=mnist',
        ...more,
      ],
      { cwd, ...(interruptWhen && { interruptWhen }) },
    );
  const folder = join(cwd, 'mnist/quickstart/model_average');

  it('stops while it evaluates, too, and continues to the metrics of an uninterrupted run', async () => {
    expectInterrupted(await run([], (stdout) => stdout.includes('model_average 1/5 · evaluation')));
    expect(existsSync(join(folder, 'metrics.json'))).toBe(false);
    expectNothingHalfWritten(join(cwd, 'mnist'));
    const resumed = await run([]);
    expect(resumed).toMatchObject({ code: 0, stderr: '' });
    expect(resumed.stdout).not.toMatch(/^experts \d/m);
    const metrics = metricsOf(folder);
    expect((await run(['--fresh'])).code).toBe(0);
    expect(metricsOf(folder)).toEqual(metrics);
  });

  it('has PyTorch’s class order for seed 1234, and experts that know their two classes: at least 98 %', () => {
    const { experiences, accuracy, confusion } = metricsOf(folder);
    expect(experiences.map(({ classes }) => classes)).toEqual([
      [5, 4],
      [8, 2],
      [6, 9],
      [1, 7],
      [0, 3],
    ]);
    expect(experiences.map(({ testImages }) => testImages)).toEqual([1874, 2006, 1967, 2163, 1990]);
    for (const { expertAccuracy } of experiences) expect(expertAccuracy).toBeGreaterThanOrEqual(0.98);
    expect(confusion?.flat().reduce((sum, count) => sum + count)).toBe(10_000);
    expect(accuracy).toBeGreaterThan(0.3);
  });
});
