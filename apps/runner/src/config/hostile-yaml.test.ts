import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { strategies } from '../strategies/registry';
import { ConfigError } from './config-error';
import { loadConfig } from './load-config';
import { loadStudy } from './load-study';
import { parseYaml } from './yaml-text';

const count = 500;
const lines = (line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join('\n');
const study = (variants: string) => `seeds: [1]\nvariants:\n${variants}`;

/** The message with which a file or an assignment is refused, without the file's folder. */
function refusal(
  text: string,
  assignments: readonly string[] = [],
  load: typeof loadConfig | typeof loadStudy = loadConfig,
): string {
  const path = join(temporaryFolder(), 'exp.yaml');
  writeFileSync(path, text);
  try {
    load(path, strategies, assignments);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replaceAll(/\S*exp\.yaml/g, 'exp.yaml');
    throw error;
  }
  throw new Error('it was accepted');
}
const refusalOfStudy = (text: string) => refusal(text, [], loadStudy);

/** A message is a screen, whatever the file holds. */
function expectShort(message: string): void {
  expect(message.split('\n').length).toBeLessThan(15);
  expect(message.length).toBeLessThan(10_000);
}

describe('a file of thousands of mistakes is refused with the first few and the number of the others', () => {
  it.each<[string, string, RegExp]>([
    [
      'unknown keys',
      lines((i) => `k${i}: ${i}`),
      /^500 mistakes in the configuration:\n {2}exp\.yaml:1: unknown key "k0".*\n {2}and 490 more$/s,
    ],
    [
      'keys given twice',
      lines(() => 'lr: 1'),
      /^499 mistakes.*exp\.yaml:2: Map keys must be unique.*and 489 more$/s,
    ],
    [
      'unknown strategies',
      `strategy:\n${lines((i) => `- s${i}`)}`,
      /^500 mistakes.*exp\.yaml:2: unknown strategy "s0".*and 490 more$/s,
    ],
    [
      'a strategy listed again and again',
      `strategy:\n${lines(() => '- gn_ed')}`,
      /^exp\.yaml:1: strategy "gn_ed" is listed twice/,
    ],
    [
      'keys of strategies that do not exist',
      `per_strategy:\n${lines((i) => `  s${i}: {q: 1}`)}`,
      /^1000 mistakes.*and 990 more$/s,
    ],
    [
      'values of a grid that are repeated',
      `grid:\n  lr:\n${lines(() => '  - 1')}`,
      /^499 mistakes.*exp\.yaml:4: "grid\.lr\.1" is 1: listed twice.*and 489 more$/s,
    ],
    [
      'commas',
      `grid: {lr: [${','.repeat(count)}]}`,
      /^\d+ mistakes.*exp\.yaml:1: Unexpected , in flow sequence.*and \d+ more$/s,
    ],
    [
      'unknown tags',
      `grid: {lr: [${'!js/function 1,'.repeat(count)}]}`,
      /^500 mistakes.*exp\.yaml:1: Unresolved tag: !js\/function\. Remove the tag\..*more$/s,
    ],
  ])('%s', (_, text, expected) => {
    const message = refusal(text);
    expect(message).toMatch(expected);
    expectShort(message);
  });

  it.each<[string, string, RegExp]>([
    [
      'unknown keys of variants',
      study(lines((i) => `  v${i}: {q: 1}`)),
      /^50\d mistakes.*unknown key "q".*more$/s,
    ],
    [
      'variants that share a folder',
      study(lines((i) => `  ${i % 2 === 0 ? 'A' : 'a'}${i >> 1}: {}`)),
      /^250 mistakes.*variant "a0" would write its results to the same folder as "A0", a0.*more$/s,
    ],
    [
      'a contradiction in each variant',
      `metric_name: x\n${study(lines((i) => `  v${i}: {}`))}`,
      /unknown metric_name "x"/,
    ],
    [
      'a baseline that is none of many',
      `baseline: x\nmax_jobs: ${count}\n${study(lines((i) => `  v${i}: {}`))}`,
      /^exp\.yaml:1: there is no variant "x" to be the baseline.*… \(\d+ characters\)\.$/,
    ],
  ])('of a study: %s', (_, text, expected) => {
    const message = refusalOfStudy(text);
    expect(message).toMatch(expected);
    expectShort(message);
  });
});

describe('what is shown of a file is short', () => {
  const long = 'x'.repeat(100_000);
  it.each<[string, string, RegExp]>([
    ['a key', `? ${long}\n: 1`, /unknown key "x{80}… \(100000 characters\)"/],
    ['a value', `lr: ${long}`, /"lr" is "x{79}… \(100002 characters\): invalid/],
    ['a list', `lr: [${'1,'.repeat(5000)}]`, /"lr" is \[1,1,.*… \(\d+ characters\): one value is expected\./],
    ['a name of a strategy', `strategy: ${long}`, /unknown strategy "x{80}… \(100000 characters\)"/],
    ['a metric', `metric_name: ${long}`, /unknown metric_name "x{80}… \(100000 characters\)"/],
    ['a number that is none', 'lr: .inf', /"lr" is Infinity: /],
    ['a tag', `lr: !${long} 1`, /Unresolved tag: !x+… \(100017 characters\)/],
    ['an alias', `lr: *${long}`, /there is no &x{80}… \(100000 characters\) above/],
    ['control characters', '"\\u001b[2Jx": 1', /unknown key "\\u001b\[2Jx"/],
  ])('%s', (_, text, expected) => {
    const message = refusal(text);
    expect(message).toMatch(expected);
    expectShort(message);
  });

  it('an assignment', () => {
    const message = refusal('', [`lr=${long}`]);
    expect(message).toMatch(/^--set lr=x{77}… \(100003 characters\): "lr" is/);
    expectShort(message);
  });
});

describe('nesting, aliases and length without end are refused with their line', () => {
  const laughs = Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`);
  it.each<[string, string, RegExp]>([
    ['brackets', `\nlr: ${'['.repeat(5000)}`, /exp\.yaml:2: .*nested too deeply; up to 50 levels/s],
    [
      'balanced brackets',
      `\nlr: ${'['.repeat(60)}${']'.repeat(60)}`,
      /^exp\.yaml:2: lists and mappings are nested too deeply; up to 50 levels/,
    ],
    ['braces', `lr: ${'{a: '.repeat(5000)}`, /exp\.yaml:1: .*nested too deeply/s],
    ['dashes', `lr:\n  ${'- '.repeat(5000)}`, /exp\.yaml:2: .*nested too deeply/s],
    [
      'indentation',
      Array.from({ length: 100 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      /^exp\.yaml:51: .*nested too deeply/,
    ],
    [
      'a billion laughs',
      `a0: &a0 [1,1]\n${laughs.join('\n')}`,
      /^exp\.yaml:6: the aliases up to \*a4 stand for more than 100000 values/,
    ],
    [
      'aliases of aliases',
      `a0: &a0 [1]\n${Array.from({ length: 20 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}]`).join('\n')}`,
      /^exp\.yaml:12: \*a10 stands for aliases of aliases, more than 10 levels/,
    ],
    [
      'an alias in what it stands for',
      'seed: 1\nlr: &a [*a]',
      /^exp\.yaml:2: \*a is a part of what it stands for/,
    ],
    [
      'an alias of nothing',
      'seed: 1\nlr: *a',
      /^exp\.yaml:2: there is no &a above for \*a\. Write out the value\.$/,
    ],
    [
      'many aliases',
      `x: &x 1\nlr: [${'*x,'.repeat(1001)}]`,
      /^exp\.yaml:2: there are more than 1000 aliases/,
    ],
    ['a mapping as a key', '? [1]\n: 2', /^exp\.yaml:1: a list or a mapping is the key here/],
    ['a set', '!!set {lr}', /^exp\.yaml:1: this is not a mapping/],
    ['two documents', 'lr: 1\n---\nlr: 2\n', /^exp\.yaml:2: a second document begins/],
    [
      'a long file',
      '#'.repeat(600_000),
      /^exp\.yaml:1: this has 600000 bytes; up to 500000 are read\. Shorten it\.$/,
    ],
  ])('%s', (_, text, expected) => {
    const message = refusal(text);
    expect(message).toMatch(expected);
    expectShort(message);
  });

  it('a device without an end', () => {
    expect(() => loadConfig('/dev/zero', strategies)).toThrow(/this has more than 500000 characters/);
  });

  it('also where --set has them', () => {
    expect(refusal('', [`lr=${'['.repeat(60)}${']'.repeat(60)}`])).toMatch(
      /^--set lr=.*… \(123 characters\): lists and mappings are nested too deeply/,
    );
    expect(refusal('', ['lr=!foo 1'])).toBe('--set lr=!foo 1: Unresolved tag: !foo. Remove the tag.');
  });

  it('up to 1000 aliases are read, also of one anchor', () => {
    const { value } = parseYaml(`x: &x {lr: 1}\ny: [${'*x,'.repeat(1000)}]`, String);
    expect(value).toMatchObject({ y: Array.from({ length: 1000 }, () => ({ lr: 1 })) });
  });

  it('aliases that help are read', () => {
    const path = join(temporaryFolder(), 'exp.yaml');
    writeFileSync(path, 'per_strategy:\n  gn_ed: &own {lr: 2}\n  replay_ed: *own\n');
    expect(loadConfig(path, strategies).config.per_strategy).toEqual({
      gn_ed: { lr: 2 },
      replay_ed: { lr: 2 },
    });
  });
});

describe('names of JavaScript’s own are unknown keys', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];
  it.each(names)('%s', (name) => {
    const unknown = (line: number) =>
      `exp.yaml:${line}: unknown key "${name}". See all keys with: exmodel list --keys`;
    expect(refusal(`seed: 1\n${name}: {lr: 7}`)).toBe(unknown(2));
    expect(refusal(`grid:\n  ${name}: [1]`)).toBe(unknown(2));
    expect(refusal(`per_strategy:\n  gn_ed:\n    ${name}: 1`)).toBe(unknown(3));
    expect(refusalOfStudy(study(`  a:\n    ${name}: 1`))).toBe(unknown(4));
    expect(refusal('', [`${name}=1`])).toBe(
      `--set ${name}=1: unknown key "${name}". See all keys with: exmodel list --keys`,
    );
    expect(refusal('', [`grid={${name}: [1]}`])).toMatch(`--set grid={${name}: [1]}: unknown key "${name}".`);
    expect(refusal(`per_strategy:\n  ${name}: {lr: 1}`)).toMatch(/^exp\.yaml:2: unknown (key|strategy) "/);
    expect(refusal(`strategy: ${name}`)).toContain(`exp.yaml:1: unknown strategy "${name}"`);
  });

  it('and nothing is taken from a prototype', () => {
    expect(refusalOfStudy(study('  __proto__: {lr: 1}'))).toMatch(/^exp\.yaml:3: unknown key "__proto__"/);
  });
});

describe('too many jobs are refused before they are made', () => {
  const keys = [
    'lr',
    'buffer_lr',
    'expert_lr',
    'buffer_wd',
    'buffer_blur',
    'buffer_temperature',
    'expert_weight_decay',
    'num_iter_per_exp',
    'buffer_iter',
    'buffer_size',
  ];
  const values = Array.from({ length: 1000 }, (_, i) => i + 1).join(',');

  it('of ten keys with a thousand values each', () => {
    expect(refusal(`seed: 1234\ngrid:\n${keys.map((key) => `  ${key}: [${values}]`).join('\n')}`)).toBe(
      'exp.yaml:2: the grid has 1e+30 points, which makes 1e+30 jobs; up to 10000 are accepted. Shorten the lists.',
    );
  });

  it('with the strategies and runs, unless max_jobs allows them', () => {
    const text = `strategy: [gn_ed, replay_ed]\nassess_runs: 5\ngrid:\n  lr: [${values}]\n  num_iter_per_exp: [1,2,3,4,5]\n`;
    expect(refusal(text)).toBe(
      'exp.yaml:3: the grid has 5000 points, which makes 10010 jobs; up to 10000 are accepted. Shorten the lists, or set max_jobs: 10010.',
    );
    const path = join(temporaryFolder(), 'exp.yaml');
    writeFileSync(path, text);
    expect(loadConfig(path, strategies, ['max_jobs=10010']).config.max_jobs).toBe(10_010);
  });

  it('of seeds', () => {
    expect(refusal('strategy: [gn_ed, replay_ed]\nmax_jobs: 5\nseeds: [1, 2, 3]\n')).toBe(
      'exp.yaml:3: there are 3 seeds, which makes 6 jobs; up to 5 are accepted. Shorten the lists, or set max_jobs: 6.',
    );
  });

  it('of strategies alone, and their runs', () => {
    expect(refusal('strategy: [gn_ed, replay_ed]\nmax_jobs: 1\n')).toBe(
      'exp.yaml:1: there are 2 strategies, which makes 2 jobs; up to 1 are accepted. Shorten the lists, or set max_jobs: 2.',
    );
    expect(refusal('max_jobs: 4\nassess_runs: 5\n')).toBe(
      'exp.yaml:2: there are 5 runs, which makes 5 jobs; up to 4 are accepted. Shorten the lists, or set max_jobs: 5.',
    );
  });

  it('of a study', () => {
    const text = `seeds: [1, 2, 3]\nmax_jobs: 8\nvariants: {a: {}, b: {}, c: {}}`;
    expect(refusalOfStudy(text)).toBe(
      'exp.yaml:3: there are 3 variants and 3 seeds, which makes 9 jobs; up to 8 are accepted. Shorten the lists, or set max_jobs: 9.',
    );
  });
});
