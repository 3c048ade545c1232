import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exmodel, filesBelow, metricsOf } from './exmodel-command';
import { startS3 } from './s3-server';
import { temporaryFolder } from './temporary-folder';

/** An experiment of seconds. */
const yaml = `
scenario: split_mnist
synthetic: true
model: simple_mlp
hs: 8
strategy: [replay_ed, model_average]
expert_epochs: 1
num_iter_per_exp: 20
train_mb_size: 8
buffer_size: 20
`;

let env: Record<string, string> = {};
let close = async () => {};
beforeAll(async () => {
  const server = await startS3();
  close = server.close;
  env = { AWS_ENDPOINT_URL: server.endpoint, AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
});
afterAll(() => close());

/** A folder of its own, as another machine has, with no other way to the results than the bucket. */
function machine() {
  const cwd = temporaryFolder(afterAll);
  writeFileSync(join(cwd, 'tiny.yaml'), yaml);
  return cwd;
}
const run = (...more: string[]) => ['run', 'tiny.yaml', '--backend', 'wasm', '--threads', '1', ...more];

it('two machines share the jobs of an experiment, and the experts, through a bucket', async () => {
  const [one, other] = [machine(), machine()];
  const through = ['--sync', 's3://bucket/shared'];
  const first = await exmodel(run('--shard', '1/2', ...through), { cwd: one, env });
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toContain('5 experts and 1 job to s3://bucket/shared');

  const second = await exmodel(run('--shard', '2/2', ...through), { cwd: other, env });
  expect(second).toMatchObject({ code: 0, stderr: '' });
  expect(second.stdout).toContain('5 experts and 1 job from s3://bucket/shared');
  expect(second.stdout).not.toMatch(/^experts 1\/5 · epoch/m);
  expect(second.stdout).toContain('1 job to s3://bucket/shared');

  const synced = await exmodel(['sync', 's3://bucket/shared'], { cwd: one, env });
  expect(synced).toEqual({ code: 0, stdout: '1 job from s3://bucket/shared\n', stderr: '' });
  const whole = await exmodel(run(), { cwd: one });
  expect(whole.stdout).toMatch(/replay_ed skipped/);
  expect(whole.stdout).toMatch(/model_average skipped/);
  for (const strategy of ['replay_ed', 'model_average']) {
    const [here, there] = [one, other].map((cwd) => join(cwd, 'runs/tiny', strategy)) as [string, string];
    expect(metricsOf(here)).toEqual(metricsOf(there));
    expect(filesBelow(here)).toEqual(filesBelow(there));
  }
});

it('a machine that is taken away leaves its state in the bucket, where another one goes on', async () => {
  const [one, other] = [machine(), machine()];
  const long = run(
    '--strategy',
    'replay_ed',
    '--set',
    'num_iter_per_exp=1000',
    '--sync',
    's3://bucket/taken',
  );
  const cut = await exmodel(long, {
    cwd: one,
    env,
    signal: 'SIGTERM',
    interruptWhen: (stdout) => /replay_ed 1\/5 · distillation/.test(stdout),
  });
  expect(cut.code).toBe(143);
  expect(cut.stdout).toMatch(/1 unfinished job to s3:\/\/bucket\/taken/);
  const { code, stdout } = await exmodel(long, { cwd: other, env });
  expect(stdout).toMatch(/replay_ed goes on at expert [1-5] of 5/);
  expect(code).toBe(0);
  const undisturbed = machine();
  cpSync(join(other, 'runs/.experts'), join(undisturbed, 'runs/.experts'), { recursive: true });
  await exmodel(long.slice(0, -2), { cwd: undisturbed });
  const [resumed, whole] = [other, undisturbed].map((cwd) => join(cwd, 'runs/tiny/replay_ed'));
  expect(metricsOf(resumed ?? '')).toEqual(metricsOf(whole ?? ''));
});

it.each([
  ['s3://bucket', {}, /AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/],
  ['s3://Bucket', undefined, /"s3:\/\/Bucket" is no address of a store\. Expected s3:\/\/BUCKET\/PREFIX\./],
  ['gs://bucket', undefined, /"gs:\/\/bucket" is no address of a store\. Expected s3:\/\/BUCKET\/PREFIX\./],
  ['s3://other/runs', undefined, /404 NoSuchBucket/],
] as const)('an address that does not work is an error: %s', async (address, own, message) => {
  for (const parameters of [['sync', address], run('--sync', address)]) {
    const { code, stderr } = await exmodel(parameters, { cwd: machine(), env: own ?? env });
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
  }
});
