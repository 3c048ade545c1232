import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executors } from '../src/executors/registry';
import { exmodel, filesBelow, metricsOf } from './exmodel-command';
import { temporaryFolder } from './temporary-folder';

const cwd = temporaryFolder(afterAll);
const call = (...parameters: string[]) => exmodel(parameters, { cwd });

/** A search and its assessment, of seconds. */
const gridYaml = `
scenario: split_mnist
synthetic: true
strategy: replay_ed
model: simple_mlp
hs: 24
expert_epochs: 1
expert_mb_size: 8
num_iter_per_exp: 12
train_mb_size: 16
buffer_size: 20
grid:
  lr: [0.1, 0.01]
assess_runs: 2
`;
const jobs = ['VAL0', 'VAL1', 'ASSESS0', 'ASSESS1'];

beforeAll(async () => {
  writeFileSync(join(cwd, 'grid.yaml'), gridYaml);
});

/** Processes that `pid` started and that still run. */
function childrenOf(pid: number): number[] {
  const list = `/proc/${pid}/task/${pid}/children`;
  return existsSync(list) ? readFileSync(list, 'utf8').trim().split(' ').filter(Boolean).map(Number) : [];
}

const seriesFolder = (logdir: string) => join(cwd, logdir, 'grid', 'replay_ed');
const hasBegun = (logdir: string, job: string) => existsSync(join(seriesFolder(logdir), job, 'events.jsonl'));

describe('a grid search and its assessment', () => {
  it('come to the same in one process and in two at once', async () => {
    const inline = await call('run', 'grid.yaml', '--backend', 'wasm', '--set', 'logdir=inline');
    expect(inline.code).toBe(0);
    const several = await call(
      'run',
      'grid.yaml',
      '--backend',
      'wasm',
      '--set',
      'logdir=several',
      '--jobs',
      '2',
    );
    expect(several).toMatchObject({ code: 0, stderr: '' });
    for (const job of jobs) {
      expect(metricsOf(join(seriesFolder('several'), job))).toEqual(
        metricsOf(join(seriesFolder('inline'), job)),
      );
      expect(filesBelow(join(seriesFolder('several'), job))).toEqual(
        filesBelow(join(seriesFolder('inline'), job)),
      );
      expect(several.stdout).toMatch(new RegExp(`replay_ed/${job} finished · `));
    }
    expect(readdirSync(seriesFolder('several')).toSorted()).toEqual([...jobs, 'best_config.yaml'].toSorted());
    const [candidate, assessed] = ['VAL1', 'ASSESS0'].map((job) =>
      metricsOf(join(seriesFolder('inline'), job)),
    );
    expect(candidate?.config).toMatchObject({ validation_fraction: 0.1, measured_on: 'validation_images' });
    expect(candidate?.experiences.map(({ testImages }) => testImages)).not.toEqual(
      assessed?.experiences.map(({ testImages }) => testImages),
    );
    expect(assessed?.chosen).toMatchObject({ on: 'validation_images', by: 'accuracy', candidates: 2 });
    expect(several.stdout).toContain(
      'replay_ed: the best of 2 by accuracy on the validation images of seed 1234, which neither candidates nor experts learned from.',
    );
    const table = (stdout: string) =>
      stdout
        .split('\n\n')
        .at(-1)
        ?.replaceAll(/\d+:\d\d|results in .*|as a page: .*/g, '');
    expect(table(several.stdout)).toBe(table(inline.stdout));
    expect(table(several.stdout)).toMatch(/│ replay_ed │ +2 │ +[\d.]+ ± [\d.]+ │ +[\d.]+ – [\d.]+ │/);
  });

  it('has trained each expert of the two seeds once', () => {
    const experts = filesBelow(join(cwd, 'several/.experts')).filter((file) => file.endsWith('.safetensors'));
    expect(experts).toHaveLength(10);
  });

  it('writes the best configuration so that it can be run', async () => {
    const best = join(seriesFolder('inline'), 'best_config.yaml');
    const { code, stdout } = await call('run', best, '--backend', 'wasm', '--set', 'logdir=inline');
    expect(code).toBe(0);
    for (const job of ['ASSESS0', 'ASSESS1']) expect(stdout).toContain(`replay_ed/${job} skipped`);
  });

  it('is seen by plan and by status, from the files alone', async () => {
    const plan = await call('plan', 'grid.yaml', '--backend', 'wasm', '--set', 'logdir=several', '--json');
    expect(plan).toMatchObject({ code: 0, stderr: '' });
    const { jobs: count, finished, secondsLeft, plan: planned } = JSON.parse(plan.stdout);
    expect({ count, finished, secondsLeft }).toEqual({ count: 4, finished: 4, secondsLeft: 0 });
    expect(planned[0]).toMatchObject({ name: 'replay_ed/VAL0', point: 'lr 0.1', state: 'finished' });
    const status = await call('status', 'several');
    expect(status.stdout).toMatch(/│ several\/grid\/replay_ed\/ASSESS1 │ finished +│ +[\d.]+ │/);
  });

  it('does nothing the second time but say so and print the same table', async () => {
    const { code, stdout } = await call(
      'run',
      'grid.yaml',
      '--backend',
      'wasm',
      '--set',
      'logdir=several',
      '--jobs',
      '2',
    );
    expect(code).toBe(0);
    for (const job of jobs) expect(stdout).toContain(`replay_ed/${job} skipped · finished earlier`);
    expect(stdout).toMatch(/│ replay_ed │ +2 │/);
  });
});

describe('processes', () => {
  it('one that fails is reported with its exit code and reason; the others continue; the command fails', async () => {
    const grid = ['--set', 'grid={buffer_size: [9, 20]}', '--set', 'strategy=[minversion_ed, replay_ed]'];
    const small = ['--set', 'buffer_iter=2', '--set', 'logdir=failing', '--set', 'assess_runs=1'];
    const { code, stdout, stderr } = await call(
      'run',
      'grid.yaml',
      '--backend',
      'wasm',
      '--jobs',
      '2',
      ...grid,
      ...small,
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /✗? ?minversion_ed\/VAL0 failed · its process ended with exit code 1: RefusedStrategyError: .*buffer_size is 9/,
    );
    expect(stdout).toContain('minversion_ed is not assessed: minversion_ed/VAL0 failed');
    expect(stdout).toContain('replay_ed/ASSESS0 finished');
    expect(stderr).toBe(
      'JobsFailedError: failed: minversion_ed/VAL0; the reasons are above. Finished jobs are kept: run the same command to try the others again.\n',
    );
  });

  it.skipIf(process.platform !== 'linux')('one that is killed is started again', async () => {
    let killed = false;
    const parameters = ['run', 'grid.yaml', '--backend', 'wasm', '--jobs', '2', '--set', 'logdir=killed'];
    const { code, stdout } = await exmodel(parameters, {
      cwd,
      interruptWhen: (_, pid) => {
        const [first] = childrenOf(pid);
        if (killed || first === undefined || !hasBegun('killed', 'VAL0')) return false;
        process.kill(first, 'SIGKILL');
        killed = true;
        return false;
      },
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/replay_ed\/VAL\d: its process was ended by SIGKILL.*It is started again\./);
    for (const job of jobs) expect(stdout).toContain(`replay_ed/${job} finished`);
    expect(metricsOf(join(seriesFolder('killed'), 'ASSESS0'))).toEqual(
      metricsOf(join(seriesFolder('inline'), 'ASSESS0')),
    );
  });

  it('all stop at Ctrl-C; finished jobs are kept, and the same command continues', async () => {
    const children = new Set<number>();
    const parameters = ['run', 'grid.yaml', '--backend', 'wasm', '--jobs', '2', '--set', 'logdir=cut'];
    const { code, stdout, stderr } = await exmodel(parameters, {
      cwd,
      interruptWhen: (_, pid) => {
        for (const child of childrenOf(pid)) children.add(child);
        return hasBegun('cut', 'ASSESS0');
      },
    });
    expect({ code, stderr }).toEqual({
      code: 130,
      stderr:
        'Stopping: what is running keeps its state at the end of its step. Run the same command again to continue; press Ctrl-C again not to wait.\n',
    });
    expect(stdout).toContain('interrupted');
    for (const child of children) expect(() => process.kill(child, 0)).toThrow('ESRCH');
    expect(filesBelow(join(cwd, 'cut')).filter((file) => /\.(part|lock)\b/.test(file))).toEqual([]);
    const resumed = await call(...parameters);
    expect(resumed.code).toBe(0);
    for (const job of ['VAL0', 'VAL1']) expect(resumed.stdout).toContain(`replay_ed/${job} skipped`);
    for (const job of jobs)
      expect(metricsOf(join(seriesFolder('cut'), job))).toEqual(metricsOf(join(seriesFolder('inline'), job)));
  });

  it('are not for people', async () => {
    const { code, stderr } = await call('job');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^NotForPeopleError: exmodel job is for the processes that exmodel run --jobs starts\. Use exmodel run/,
    );
  });

  it.each([
    ['--jobs', '0'],
    ['--threads', 'two'],
  ])('%s %s is refused', async (option, value) => {
    const { code, stderr } = await call('run', 'grid.yaml', option, value);
    expect(code).toBe(1);
    expect(stderr).toContain(`'${value}' is invalid. Expected a whole number from 1 to 999999999.`);
  });
});

describe('--dry-run', () => {
  const reference = fileURLToPath(new URL('./fixtures/reference-yaml', import.meta.url));

  it.each(executors.map(({ name }) => name))(
    'plans the reference’s seven jobs in its folders with --executor %s',
    async (name) => {
      const file = join(reference, 'mt_cifar10/mt_cifar10_minversion.yaml');
      const { code, stdout } = await call('run', file, '--dry-run', '--executor', name);
      expect(code).toBe(0);
      const folders = [...stdout.matchAll(/ → \S+\/(mt_cifar10_minversion\/\S+)$/gm)].map(
        ([, folder]) => folder,
      );
      const strategy = 'mt_cifar10_minversion/minversion_ed';
      expect(folders).toEqual(
        ['VAL0', 'VAL1', 'best_config.yaml', ...[0, 1, 2, 3, 4].map((i) => `ASSESS${i}`)].map(
          (name) => `${strategy}/${name}`,
        ),
      );
    },
  );

  it.each([
    ['debug', 13],
    ['mt_cifar10/mt_cifar10_aux', 5],
    ['mt_cifar10/mt_cifar10_dimpression', 11],
    ['mt_cifar10/mt_cifar10_minversion', 7],
    ['mt_cifar10/mt_cifar10_minversion_masked', 7],
    ['mt_cifar10/mt_cifar10_replay', 5],
  ])(
    'shows the jobs of the reference’s %s.yaml: %i, without data and without writing anything',
    async (name, count) => {
      const before = filesBelow(cwd);
      const { code, stdout, stderr } = await call('run', join(reference, `${name}.yaml`), '--dry-run');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(
        /^ignored, no effect here: cpus_per_job, cuda, .*no_ray(, (grid\.)?buffer_\w+)*$/m,
      );
      expect(stdout).toMatch(/^scenario: mt_cifar10$/m);
      expect(stdout).toContain(`\n${count} jobs:\n`);
      expect(stdout).toContain(`/${name.split('/').at(-1)}/`);
      expect(stdout.match(/ASSESS\d {2}.*seed \d+/g)).toHaveLength(5);
      expect(filesBelow(cwd)).toEqual(before);
    },
  );
});
