import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  exmodel,
  filesBelow,
  metricsOf,
  type Outcome,
  pnpmExmodel,
  repository,
  tinyYaml,
} from './exmodel-command';
import { temporaryFolder } from './temporary-folder';

const cwd = temporaryFolder(afterAll);
const runs = join(cwd, 'runs', 'tiny');
const strategies = ['replay_ed', 'minversion_ed', 'model_average'];
const call = (...parameters: string[]) => exmodel(parameters, { cwd });

beforeAll(async () => {
  writeFileSync(join(cwd, 'tiny.yaml'), tinyYaml);
  expect(await pnpmExmodel('list')).toContain('minversion_ed');
});

describe('exmodel run', () => {
  let first: Outcome;
  beforeAll(async () => {
    first = await call('run', 'tiny.yaml', '--backend', 'wasm');
  });

  it('ends well and prints the table, the backend, and where the results are', () => {
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^backend: exmodel-wasm, threads: \d+\n/);
    const cells = first.stdout.split('\n').flatMap((line) => (line.startsWith('│') ? [line.split('│')] : []));
    expect(cells.map(([, name]) => name?.trim())).toEqual(['strategy', ...strategies]);
    for (const [, , accuracy, each] of cells.slice(1)) {
      expect(Number(accuracy)).toBeGreaterThan(0);
      expect(each?.trim().split(/ +/)).toHaveLength(5);
    }
    expect(first.stdout).toContain(`in percent of test images; results in ${runs}\n`);
    expect(first.stdout).toMatch(
      /\nas a page: npx -y pnpm@[\d.]+( -C \S+)? exmodel report \S+ --out report\.html\n$/,
    );
  });

  it('shows its progress in whole lines if the output is not a terminal', () => {
    expect(first.stdout).toMatch(/^experts 1\/5 · epoch 1\/2 · 0 %/m);
    for (const name of strategies) expect(first.stdout).toMatch(new RegExp(`^✓ ${name} finished`, 'm'));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not be there
    expect(first.stdout).not.toMatch(/[\u001b\r]/);
    expect(first.stdout.split('\n').length).toBeLessThan(40);
  });

  it('writes a folder a strategy', () => {
    const samples = [0, 1, 2, 3, 4].map((experience) => `samples/buffer_e${experience}.safetensors`);
    const always = [
      'config.json',
      'events.jsonl',
      'events.out.tfevents.exmodel',
      'log.txt',
      'metrics.csv',
      'metrics.json',
      'student.safetensors',
    ];
    const expected = strategies.flatMap((name) =>
      [...always, ...(name === 'model_average' ? [] : ['samples.png', ...samples])].map((file) =>
        join(name, file),
      ),
    );
    expect(filesBelow(runs)).toEqual(expected.toSorted());
    const { width, height } = decode(readFileSync(join(runs, 'minversion_ed', 'samples.png')));
    expect(width).toBe(10 * 34 - 2);
    expect(height).toBe(5 * 34 - 2);
  });

  it('writes events of which every line is JSON, and a log for people', () => {
    for (const name of strategies) {
      const text = readFileSync(join(runs, name, 'events.jsonl'), 'utf8');
      expect(text.endsWith('\n')).toBe(true);
      const events = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { type: string; time: string });
      expect(events.filter(({ type }) => type === 'metric')).toHaveLength(60);
      expect(events.every(({ time }) => !Number.isNaN(Date.parse(time)))).toBe(true);
      const log = readFileSync(join(runs, name, 'log.txt'), 'utf8');
      expect(log).toMatch(new RegExp(`^\\d\\d:\\d\\d:\\d\\d .*${name} started`, 'm'));
      expect(log).toMatch(new RegExp(`^\\d\\d:\\d\\d:\\d\\d .*${name} finished`, 'm'));
    }
  });

  it('writes metrics and events that follow the published JSON Schemas', () => {
    const follows = (schema: string) => {
      const path = join(repository, 'apps/runner/schemas', schema);
      const validate = new Ajv({ validateFormats: false }).compile(JSON.parse(readFileSync(path, 'utf8')));
      return (text: string) => (validate(JSON.parse(text)) ? [] : [text, validate.errors]);
    };
    for (const name of strategies) {
      const read = (file: string) => readFileSync(join(runs, name, file), 'utf8');
      expect(follows('metrics.schema.json')(read('metrics.json'))).toEqual([]);
      expect(read('events.jsonl').trim().split('\n').flatMap(follows('event.schema.json'))).toEqual([]);
    }
  });

  it('saves a student whose accuracy, once it is loaded, is that of metrics.json', () => {
    const script = fileURLToPath(new URL('./accuracy-of-student.js', import.meta.url));
    const student = join(runs, 'replay_ed', 'student.safetensors');
    const printed = execFileSync(process.execPath, [script, student], { encoding: 'utf8' });
    expect(Number(printed)).toBeCloseTo(metricsOf(join(runs, 'replay_ed')).accuracy ?? -1, 6);
    expect(Number(printed)).toBeGreaterThan(0.25);
  });

  it('does nothing the second time but say so and print the same table', async () => {
    const second = await call('run', 'tiny.yaml', '--backend', 'wasm');
    expect(second.code).toBe(0);
    for (const name of strategies)
      expect(second.stdout).toMatch(new RegExp(`${name} skipped · finished earlier`));
    expect(second.stdout).not.toMatch(/^experts|\d\/5/m);
    expect(second.stdout.split('\n\n').at(-1)).toBe(first.stdout.split('\n\n').at(-1));
  });

  it('refuses to mix with another configuration’s results', async () => {
    const before = filesBelow(cwd);
    const { code, stderr } = await call('run', 'tiny.yaml', '--backend', 'wasm', '--set', 'seed=5');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^FolderTakenError: .*seed 1234 → 5.*--set name=ANOTHER-NAME.*--fresh/);
    expect(filesBelow(cwd)).toEqual(before);
  });

  it('takes the fastest backend that works, and says which that is', async () => {
    const { code, stdout } = await call('run', 'tiny.yaml', '--set', 'name=fastest');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^backend: (exmodel-wasm, threads: \d+|TensorFlow, (GPU|CPU)|WebGPU on )/);
  });

  it('comes to the same metrics with --fresh, times aside, called as users do from the root', async () => {
    const before = strategies.map((name) => metricsOf(join(runs, name)));
    const file = relative(repository, join(cwd, 'tiny.yaml'));
    const logdir = relative(repository, join(cwd, 'runs'));
    const stdout = await pnpmExmodel(
      'run',
      file,
      '--fresh',
      '--backend',
      'wasm',
      '--set',
      `logdir=${logdir}`,
    );
    expect(stdout).toContain(`results in ${runs}`);
    expect(stdout).not.toContain('skipped');
    expect(strategies.map((name) => metricsOf(join(runs, name)))).toEqual(before);
  });

  it('resolves relative paths against the user’s folder: samples of an earlier run, from the root', async () => {
    const path = relative(repository, join(runs, 'minversion_ed', 'samples'));
    const parameters = [
      '--strategy',
      'from_path',
      '--backend',
      'wasm',
      '--set',
      `logdir=${join(cwd, 'runs')}`,
    ];
    const own = ['--set', `per_strategy={from_path: {buffer_path: ${path}}}`, '--set', 'name=again'];
    await pnpmExmodel('run', join(cwd, 'tiny.yaml'), ...parameters, ...own);
    expect(metricsOf(join(cwd, 'runs', 'again', 'from_path')).accuracy).toBeGreaterThan(0.1);
  });

  it('is the quick start without a command and a file: five strategies', async () => {
    const small = ['synthetic=true', 'num_iter_per_exp=1', 'buffer_size=10', 'buffer_iter=1'];
    const settings = small.flatMap((setting) => ['--set', setting]);
    const { code, stdout } = await call(...settings, '--set', 'logdir=runs', '--backend', 'wasm');
    expect(code).toBe(0);
    for (const name of [...strategies, 'model_ensemble', 'entropy_ensemble'])
      expect(stdout).toMatch(new RegExp(`^│ ${name} +│`, 'm'));
    expect(stdout).toContain(`results in ${join(cwd, 'runs', 'quickstart')}`);
    expect(stdout).toMatch(/\nwhat to look at: .*\nan experiment of your own: npx .* init my\.yaml\n$/);
  });
});

describe('exmodel compare', () => {
  it('writes our figures beside another implementation’s', async () => {
    const reference = { source: 'by hand.', accuracy: { replay_ed: 0.5 } };
    writeFileSync(join(cwd, 'reference.json'), JSON.stringify(reference));
    const files = ['--with', 'reference.json', '--write', 'page.md'];
    const { code, stdout } = await call(
      'compare',
      'tiny.yaml',
      ...files,
      '--title',
      'Tiny',
      '--backend',
      'wasm',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('written: page.md');
    expect(readFileSync(join(cwd, 'page.md'), 'utf8')).toMatch(
      /^# Tiny\n[\s\S]*\| replay_ed +\| +[\d.]+ \| +50\.0 \| +[+−]/,
    );
  });

  it('refuses a file of figures that it cannot read, before it runs anything', async () => {
    writeFileSync(join(cwd, 'wrong.json'), '{"accuracy": 3}');
    const { code, stdout, stderr } = await call(
      'compare',
      'tiny.yaml',
      '--with',
      'wrong.json',
      '--write',
      'x.md',
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^ReferenceFileError: .*wrong\.json: .*It must be JSON with "source"/s);
  });
});

it('exmodel compare refuses one page of figures for two experiments, before it runs anything', async () => {
  const { code, stdout, stderr } = await call(
    ...['compare', 'tiny.yaml', 'tiny.yaml', '--with', 'figures.json', '--write', 'x.md'],
  );
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(
    /^SeveralComparedError: --with figures\.json was given for 2 experiments.*omit --with/s,
  );
});

describe('what there is', () => {
  it.each([
    [
      ['list'],
      /strategies\n {2}consensus_ed .*\nmodels\n {2}lenet .*\nbackends .*\nscenarios.*\n {2}split_mnist \(smnist\): .*\n {4}runs: consensus_ed .*\n {4}refused \[\d\]: from_path\n.*\n\[1\] /s,
    ],
    [['list', '--keys'], /^buffer_size +\[1000\] images kept in all; /m],
    [['--help'], /Usage: exmodel .*Experiments:.*run +run an experiment/s],
    [['run', '--help'], /--set <key=value>.*--backend <name>.*--fresh.*--strategy <name\.\.\.>/s],
    [['--version'], /^\d+\.\d+\.\d+\n$/],
  ])('exmodel %s', async (parameters, expected) => {
    const { code, stdout, stderr } = await call(...parameters);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(expected);
  });
});
