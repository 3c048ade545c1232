import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { exmodel, filesBelow, metricsOf } from './exmodel-command';
import { tableRows } from './table-rows';
import { temporaryFolder } from './temporary-folder';

const cwd = temporaryFolder(afterAll);
const call = (...parameters: string[]) => exmodel(parameters, { cwd });
const study = (...parameters: string[]) => call('study', 'rungs.yaml', '--backend', 'wasm', ...parameters);

/** Two variants on two seeds, of seconds. */
const rungsYaml = `
title: Rungs
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
seeds: [101, 102]
baseline: small steps
variants:
  large steps: { lr: 0.05 }
  small steps: { lr: 0.01 }
`;
const jobs = ['large-steps/SEED101', 'large-steps/SEED102', 'small-steps/SEED101', 'small-steps/SEED102'];

beforeAll(async () => {
  writeFileSync(join(cwd, 'rungs.yaml'), rungsYaml);
});

const rowsOf = (stdout: string) =>
  stdout
    .split('\n')
    .filter((line) => line.startsWith('│'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('│')
        .map((cell) => cell.trim()),
    )
    .map((row) => row.slice(0, -1)); // Times differ.

describe('exmodel study', () => {
  it('--dry-run shows the whole study, which can be run, and its jobs; nothing is written', async () => {
    const { code, stdout, stderr } = await study('--dry-run');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [yaml = '', list = ''] = stdout.split('\n\n');
    expect(parse(yaml)).toMatchObject({ name: 'rungs', baseline: 'small steps', seeds: [101, 102], hs: 24 });
    expect(list.match(/^ {2}\S+/gm)?.map((job) => job.trim())).toEqual(jobs);
    expect(list).toContain(`large-steps/SEED101  seed 101 → ${join(cwd, 'runs/rungs/large-steps/SEED101')}`);
    expect(filesBelow(cwd)).toEqual(['rungs.yaml']);
  });

  it('prints each variant’s seeds and mean and the paired difference, and writes the page', async () => {
    const { code, stdout, stderr } = await study('--write', 'rungs.md');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const rows = rowsOf(stdout);
    const number = /^[\d.]+$/;
    const mean = /^[\d.]+ ± [\d.]+$/;
    const matching = (expression: RegExp) => expect.stringMatching(expression);
    const numbers = [matching(number), matching(number), matching(mean)];
    expect(rows).toEqual([
      ['variant', 'seed 101', 'seed 102', 'mean', 'difference'],
      ['large steps', ...numbers, matching(/^[+−][\d.]+ ± [\d.]+$/)],
      ['small steps', ...numbers, 'baseline'],
    ]);
    const accuracy = (job: string) => metricsOf(join(cwd, 'runs/rungs', job)).accuracy ?? Number.NaN;
    const [a = 0, b = 0, c = 0, d = 0] = jobs.map(accuracy);
    const difference = 50 * (a + b - c - d);
    expect(rows[1]?.[4]?.split(' ')[0]).toBe(
      `${difference >= 0 ? '+' : '−'}${Math.abs(difference).toFixed(1)}`,
    );
    expect(stdout).toContain('in percent (higher is better); results in ');

    const page = readFileSync(join(cwd, 'rungs.md'), 'utf8');
    expect(page).toMatch(
      /^# Rungs\n\nAccuracy over the test images .*\n\n {4}npx -y pnpm@[\d.]+ -C \S+ exmodel study rungs\.yaml --backend wasm --write rungs\.md\n/,
    );
    const ofPage = tableRows(page).filter((_, i) => i !== 1);
    expect(ofPage.map((row) => row.slice(0, -1))).toEqual(rows);
    expect(page).toContain('seeds 101, 102.');
    expect(page).toContain('- large steps: `lr: 0.05`');
  });

  it('has trained each expert of the two seeds once, for both variants', () => {
    const experts = filesBelow(join(cwd, 'runs/.experts')).filter((file) => file.endsWith('.safetensors'));
    expect(experts).toHaveLength(10);
  });

  it('comes to the same in two processes at once', async () => {
    const { code, stdout } = await study('--jobs', '2', '--set', 'logdir=several');
    expect(code).toBe(0);
    for (const job of jobs) {
      expect(metricsOf(join(cwd, 'several/rungs', job))).toEqual(metricsOf(join(cwd, 'runs/rungs', job)));
      expect(stdout).toContain(`${job} finished`);
    }
  });

  it('runs only pending jobs; with one seed there are no intervals', async () => {
    const { code, stdout } = await study('--set', 'seeds=[102]');
    expect(code).toBe(0);
    expect(stdout).toContain('large-steps/SEED102 skipped · finished earlier');
    expect(stdout).not.toContain('finished ·');
    expect(rowsOf(stdout)[0]).toEqual(['variant', 'seed 102', 'difference']);
    expect(stdout).toContain('One seed: there are no intervals');
  });

  it('refuses folders of another configuration; --fresh replaces them', async () => {
    const changed = ['--set', 'num_iter_per_exp=3', '--set', 'seeds=[102]'];
    const { code, stderr } = await study(...changed);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^FolderTakenError: .*SEED102 holds results of another configuration \(num_iter_per_exp 12 → 3\)/,
    );
    expect(await study(...changed, '--fresh')).toMatchObject({ code: 0 });
    expect(metricsOf(join(cwd, 'runs/rungs', 'large-steps/SEED102')).config.num_iter_per_exp).toBe(3);
  });

  it('says which jobs failed, shows the others, and writes no page', async () => {
    const variants = 'variants={well: {}, badly: {strategy: minversion_ed, buffer_size: 9}}';
    const { code, stdout, stderr } = await study(
      ...['--jobs', '2', '--set', variants, '--set', 'baseline=well', '--set', 'seeds=[102]'],
      ...['--set', 'logdir=several', '--set', 'name=failing', '--write', 'failing.md'],
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/badly\/SEED102 failed · .*buffer_size is 9/);
    expect(rowsOf(stdout)).toEqual([
      ['variant', 'seed 102', 'difference'],
      ['well', expect.stringMatching(/^[\d.]+$/), 'baseline'],
      ['badly', '–', '–'],
    ]);
    expect(stderr).toMatch(/^JobsFailedError: failed: badly\/SEED102; /);
    expect(existsSync(join(cwd, 'failing.md'))).toBe(false);
  });

  it('says which runs diverged, in the table and on the page, and ends with an error; again, without running them', async () => {
    const parameters = [
      ...[
        '--set',
        'variants={well: {}, wild: {lr: 1.0e+30}}',
        '--set',
        'baseline=well',
        '--set',
        'seeds=[102]',
      ],
      ...['--set', 'logdir=several', '--set', 'name=diverging', '--write', 'diverging.md'],
    ];
    for (const state of ['diverged · in experience 1 of 5: ', 'skipped · diverged earlier']) {
      const { code, stdout, stderr } = await study('--jobs', '2', ...parameters);
      expect(code).toBe(1);
      expect(stdout).toContain(`wild/SEED102 ${state}`);
      expect(rowsOf(stdout)[2]).toEqual(['wild', 'diverged', '–']);
      expect(stderr).toMatch(/^JobsDivergedError: diverged: wild; log\.txt .*\n$/);
      const written = tableRows(readFileSync(join(cwd, 'diverging.md'), 'utf8'));
      expect(written[3]?.slice(0, 3)).toEqual(['wild', 'diverged', '–']);
    }
    const { diverged, accuracy } = metricsOf(join(cwd, 'several/diverging/wild/SEED102'));
    expect({ diverged, accuracy }).toEqual({ diverged: true, accuracy: null });
  });

  it.each<[string, string[], RegExp]>([
    ['no file', ['study'], /missing required argument 'file'/],
    [
      'an experiment',
      ['study', 'experiment.yaml'],
      /^ConfigError: experiment\.yaml:1: there are no "variants"\./,
    ],
    [
      'a study, given to run',
      ['run', 'rungs.yaml'],
      /^ConfigError: rungs\.yaml:\d+: "variants" make this a study, .*exmodel study FILE/,
    ],
    [
      'a mistyped key of a variant',
      ['study', 'typo.yaml'],
      /^ConfigError: typo\.yaml:4: unknown key "bufer_size"\. Did you mean "buffer_size"\?/,
    ],
    [
      'an unknown baseline',
      ['study', 'rungs.yaml', '--set', 'baseline=small'],
      /^ConfigError: --set baseline=small: there is no variant "small"/,
    ],
    [
      'strategies on the command line',
      ['study', 'rungs.yaml', '--strategy', 'gn_ed'],
      /unknown option '--strategy'/,
    ],
  ])('refuses %s', async (_, parameters, message) => {
    writeFileSync(join(cwd, 'experiment.yaml'), 'lr: 0.1\n');
    writeFileSync(join(cwd, 'typo.yaml'), 'seeds: [1]\nvariants:\n  full:\n    bufer_size: 3\n');
    const { code, stderr } = await call(...parameters);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(code).toBe(1);
  });
});
