import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FoundJob } from '../src/storage/find-jobs';
import { leaveLock } from './dead-lock';
import { exmodel, filesBelow } from './exmodel-command';
import { temporaryFolder } from './temporary-folder';

const cwd = temporaryFolder(afterAll);
const call = (...parameters: string[]) => exmodel(parameters, { cwd });
const json = async (...parameters: string[]) => JSON.parse((await call(...parameters, '--json')).stdout);

/** An experiment of seconds. */
const yaml = `
scenario: split_mnist
synthetic: true
model: simple_mlp
hs: 8
strategy: replay_ed
expert_epochs: 1
num_iter_per_exp: 500
train_mb_size: 8
buffer_size: 20
`;
const run = (logdir: string, ...more: string[]) => [
  ...['run', 'tiny.yaml', '--backend', 'wasm', '--threads', '1', '--set', `logdir=${logdir}`, ...more],
];
const job = (logdir: string) => join(logdir, 'tiny', 'replay_ed');

beforeAll(() => writeFileSync(join(cwd, 'tiny.yaml'), yaml));

it('cancel ends what runs and keeps what it reached; the same command goes on there, and retry if the job is named', async () => {
  const endless = run('cut', '--set', 'num_iter_per_exp=1000000');
  /** Runs the command, and cancels the job as soon as it shows so. */
  async function cancelledWhen(command: readonly string[], shows: RegExp) {
    let cancelling: Promise<unknown> | undefined;
    const ended = await exmodel(command, {
      cwd,
      interruptWhen: (shown) => {
        if (shows.test(shown)) cancelling ??= json('cancel', 'cut');
        return false;
      },
    });
    expect(await cancelling).toEqual({ cancelled: [job('cut')], running: [] });
    return ended;
  }
  const { code, stdout, stderr } = await cancelledWhen(endless, /replay_ed 1\/5 · distillation/);
  expect(code).toBe(1);
  expect(stdout).toMatch(/replay_ed cancelled · cancelled with exmodel cancel/);
  expect(stderr).toMatch(
    /^CancelledError: cancelled with exmodel cancel\. [^\n]*\n“exmodel” stands for [^\n]*\n$/,
  );
  const [cancelled] = (await json('status', 'cut')) as FoundJob[];
  expect(cancelled).toMatchObject({ state: 'cancelled', checkpoint: true });
  // A folder of jobs leaves a cancelled one alone.
  expect((await call('retry', 'cut')).stdout).toBe('No job in cut has failed or was killed.\n');
  const goesOn = /replay_ed goes on at expert 1 of 5/;
  expect((await cancelledWhen(['retry', job('cut'), '--threads', '1'], goesOn)).code).toBe(1);
  const again = await exmodel(endless, { cwd, interruptWhen: (shown) => goesOn.test(shown) });
  expect(again.code).toBe(130);
});

it('a job that was killed is not shown as running for a moment, and retry finishes it from its folder alone', async () => {
  const whole = await call(...run('whole'));
  expect(whole.code).toBe(0);
  await exmodel(run('killed'), {
    cwd,
    signal: 'SIGKILL',
    interruptWhen: (shown) => /replay_ed 1\/5 · distillation/.test(shown),
  });
  expect(await json('status', 'killed')).toMatchObject([{ folder: job('killed'), state: 'stopped' }]);
  expect(await json('retry', 'killed')).toMatchObject([
    {
      folder: job('killed'),
      state: 'finished',
      accuracy: ((await json('status', 'whole')) as FoundJob[])[0]?.accuracy,
    },
  ]);
  expect((await call('retry', 'killed')).stdout).toBe('No job in killed has failed or was killed.\n');
  expect(filesBelow(join(cwd, 'killed'))).toEqual(filesBelow(join(cwd, 'whole')));

  // Of a folder of jobs it leaves one alone whose results are damaged.
  writeFileSync(join(cwd, job('killed'), 'metrics.json'), '{"sch');
  expect((await call('retry', 'killed')).stdout).toMatch(
    /replay_ed cannot be read: metrics\.json was cut short, .* name it: .*exmodel retry \S+replay_ed\nNo job in killed has/,
  );
  expect(await json('retry', job('killed'))).toMatchObject([{ state: 'finished' }]);
});

it('clean lists what may be deleted, and deletes it only if that is agreed', async () => {
  const folder = join(cwd, job('left'));
  mkdirSync(folder, { recursive: true });
  for (const file of ['config.json', 'metrics.json', 'metrics.json.0123456789ab.part'])
    writeFileSync(join(folder, file), 'half');
  leaveLock(join(cwd, 'left/tiny/.replay_ed'));
  const { stdout } = await call('clean', 'left');
  expect(stdout).toMatch(/left by a process that died .*metrics\.json\.0123456789ab\.part .* 4 B /);
  expect(stdout).toContain('Nothing was deleted.');
  expect(filesBelow(join(cwd, 'left'))).toHaveLength(4);
  expect(await json('clean', 'left', '--yes')).toMatchObject({ deleted: 2 });
  expect(filesBelow(folder)).toEqual(['config.json', 'metrics.json']);
  expect((await call('clean', 'left')).stdout).toBe('There is nothing to delete in left.\n');
});
