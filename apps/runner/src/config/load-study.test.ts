import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { configDefaults } from '../../test/config-defaults';
import { configs, shippedStudies } from '../../test/shipped-configs';
import { temporaryFolder } from '../../test/temporary-folder';
import { strategies } from '../strategies/registry';
import { ConfigError } from './config-error';
import { loadStudy } from './load-study';
import { withoutUnread } from './without-unread';

function load(text: string, assignments: readonly string[] = [], defaults?: string) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'ladder.yaml'), text);
  if (defaults !== undefined) writeFileSync(join(folder, 'default.yaml'), defaults);
  return loadStudy(join(folder, 'ladder.yaml'), strategies, assignments);
}

/** What is wrong, as `file:line: text`, without the folder. */
function problems(text: string, assignments: readonly string[] = []): string[] {
  try {
    load(text, assignments);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(
      ({ place, text }) => `${place.replace(/^.*ladder\.yaml/, 'ladder.yaml')}: ${text}`,
    );
  }
  return [];
}

const small = `
lr: 0.5
seeds: [101, 102]
variants:
  full:
  short:
    num_iter_per_exp: 10
  ensemble: { strategy: model_ensemble }
`;

describe('a study', () => {
  it('has the keys that all variants share, the seeds, and what each variant has of its own, in the file’s order', () => {
    const { config, ignored } = load(small);
    expect(ignored).toEqual([]);
    expect(config).toMatchObject({
      name: 'ladder',
      lr: 0.5,
      seeds: [101, 102],
      strategy: configDefaults.strategy,
    });
    expect(Object.entries(config.variants)).toEqual([
      ['full', {}],
      ['short', { num_iter_per_exp: 10 }],
      ['ensemble', { strategy: 'model_ensemble' }],
    ]);
    for (const key of ['seed', 'grid', 'assess_runs', 'per_strategy']) expect(config).not.toHaveProperty(key);
  });

  it('takes differences from its first variant, or from the one that it names', () => {
    expect(load(small).config.baseline).toBe('full');
    expect(load(`${small}baseline: short\n`).config.baseline).toBe('short');
  });

  it('lets --set win over the file, and a variant over both', () => {
    const { config } = load(small, ['lr=0.1', 'num_iter_per_exp=20', 'seeds=[7]', 'name=other', 'cuda=true']);
    expect(config).toMatchObject({ name: 'other', lr: 0.1, num_iter_per_exp: 20, seeds: [7] });
    expect(config.variants.short).toEqual({ num_iter_per_exp: 10 });
  });

  it('starts from default.yaml, but for what says which jobs an experiment has', () => {
    const defaults =
      'lr: 1\nbuffer_size: 7\nseed: 5\nassess_runs: 5\ngrid: {lr: [1, 2]}\nper_strategy: {gn_ed: {lr: 2}}\n';
    expect(load(small, [], defaults).config).toMatchObject({ lr: 0.5, buffer_size: 7 });
  });

  it('is the same when written out whole and read again', () => {
    const { config } = load(small);
    const names = ['minversion_ed', 'model_ensemble'];
    const whole = stringify(withoutUnread(config, names, strategies));
    expect(load(whole).config).toEqual(config);
  });

  it.each(shippedStudies)('loads, with nothing to ignore: configs/%s', (path) => {
    expect(loadStudy(join(configs, path), strategies).ignored).toEqual([]);
  });
});

describe('what is wrong', () => {
  const of = (lines: string) => `seeds: [1, 2]\nvariants:\n${lines}`;

  it.each<[string, string, unknown[]]>([
    [
      'no variants',
      'lr: 1\n',
      [
        expect.stringMatching(
          /^ladder\.yaml:1: there are no "variants"\. .*If this is an experiment, run it with: exmodel run FILE$/,
        ),
      ],
    ],
    ['no variant', 'seeds: [1]\nvariants: {}\n', ['ladder.yaml:2: "variants" is empty. Name at least one.']],
    [
      'a list of variants',
      'seeds: [1]\nvariants: [full]\n',
      [
        'ladder.yaml:2: "variants" is ["full"]: expected a mapping: the name of a variant, and below it the keys that differ.',
      ],
    ],
    [
      'no seeds',
      'variants: {full: {}}\n',
      ['ladder.yaml:1: "seeds" is undefined: expected a list of seeds, such as [101, 102, 103].'],
    ],
    [
      'one seed that is no list',
      'seeds: 3\nvariants: {full: {}}\n',
      ['ladder.yaml:1: "seeds" is 3: expected a list of seeds, such as [101, 102, 103].'],
    ],
    [
      'an empty list of seeds',
      'seeds: []\nvariants: {full: {}}\n',
      [expect.stringMatching(/^ladder\.yaml:1: "seeds" is \[\]/)],
    ],
    [
      'a seed twice',
      'seeds:\n  - 3\n  - 3\nvariants: {full: {}}\n',
      ['ladder.yaml:3: "seeds.1" is 3: listed twice.'],
    ],
    [
      'a seed that is none',
      'seeds: [1.5]\nvariants: {full: {}}\n',
      [expect.stringMatching(/"seeds\.0" is 1\.5: /)],
    ],
    [
      'a mistyped key at the top',
      'sceds: [1]\nseeds: [1]\nvariants: {full: {}}\n',
      ['ladder.yaml:1: unknown key "sceds". Did you mean "seeds"? See all keys with: exmodel list --keys'],
    ],
    [
      'a mistyped key of a variant, at its own line',
      of('  full:\n  other:\n    bufer_size: 3\n'),
      [
        'ladder.yaml:5: unknown key "bufer_size". Did you mean "buffer_size"? See all keys with: exmodel list --keys',
      ],
    ],
    [
      'a mistyped value of a variant, at its own line',
      of('  full:\n    lr: fast\n'),
      ['ladder.yaml:4: "variants.full.lr" is "fast": invalid input: expected number, received string.'],
    ],
    [
      'a choice that is none in a variant, with the nearest',
      of('  full: { loss_type: kldv }\n'),
      [
        expect.stringMatching(
          /^ladder\.yaml:3: "variants\.full\.loss_type" is "kldv": .* Did you mean "kldiv"\?$/,
        ),
      ],
    ],
    [
      'an unknown strategy of a variant',
      of('  full: { strategy: minversion }\n'),
      [
        expect.stringMatching(
          /^ladder\.yaml:3: unknown strategy "minversion"\. Did you mean "minversion_ed"\? Expected one of /,
        ),
      ],
    ],
    [
      'an unknown model of a variant',
      of('  full:\n    model: lenett\n'),
      [expect.stringMatching(/^ladder\.yaml:4: unknown model "lenett"\. Did you mean "lenet"\?/)],
    ],
    [
      'several strategies at once',
      `strategy: [gn_ed, joint]\n${of('  full: { strategy: [gn_ed] }\n')}`,
      [
        'ladder.yaml:1: "strategy" is ["gn_ed","joint"]: expected the name of one strategy; each variant may have its own.',
        'ladder.yaml:4: "variants.full.strategy" is ["gn_ed"]: expected the name of one strategy; each variant may have its own.',
      ],
    ],
    [
      'a list of values, each to be compared',
      `lr: [1, 2]\nchoose_on: test_images\n${of('  full: { }\n')}`,
      [
        'ladder.yaml:1: "lr" is [1,2]: one value is expected. To compare them, make a variant of each: under "variants", a name and below it "lr" with one of the values.',
        'ladder.yaml:2: "choose_on" is not allowed in a study. A study compares its variants and chooses none; search with: exmodel run FILE.',
      ],
    ],
    [
      'a seed beside the seeds',
      `seed: 3\n${of('  full: { seed: 3 }\n')}`,
      [
        'ladder.yaml:4: "seed" is not allowed in variants. Give "seeds" a list: every variant runs with each of them.',
        'ladder.yaml:1: "seed" is not allowed in a study. Give "seeds" a list: every variant runs with each of them.',
      ],
    ],
    [
      'what arranges an experiment',
      `grid: {lr: [1]}\nassess_runs: 2\nper_strategy: {}\n${of('  full:\n')}`,
      [
        expect.stringMatching(/^ladder\.yaml:1: "grid" is not allowed in a study\. Make a variant of each/),
        expect.stringMatching(
          /^ladder\.yaml:2: "assess_runs" is not allowed in a study\. Give "seeds" a list/,
        ),
        expect.stringMatching(
          /^ladder\.yaml:3: "per_strategy" is not allowed in a study\. Set the keys in the variants/,
        ),
      ],
    ],
    [
      'a key of the whole study in a variant',
      of('  full: { logdir: x, baseline: full }\n'),
      ['logdir', 'baseline'].map(
        (key) =>
          `ladder.yaml:3: "${key}" is not allowed in variants. It is the same for the whole study; set it at the top level.`,
      ),
    ],
    [
      'a baseline that is no variant, with the nearest',
      `baseline: ful\n${of('  full:\n  short: { lr: 1 }\n')}`,
      [
        'ladder.yaml:1: there is no variant "ful" to be the baseline. Did you mean "full"? Expected one of full, short.',
      ],
    ],
    [
      'two names that share a folder',
      of("  expert's logits:\n  Experts, logits: { lr: 1 }\n"),
      [
        'ladder.yaml:4: variant "Experts, logits" would write its results to the same folder as "expert\'s logits", experts-logits. Rename one of them.',
      ],
    ],
    [
      'a name without a letter',
      of('  "…": {}\n'),
      ['ladder.yaml:3: variant "…" has no letter or digit to name its folder by. Name it in words.'],
    ],
    [
      'a name that ends as unfinished files do',
      of('  First .PART: {}\n'),
      ['ladder.yaml:3: variant "First .PART" ends in .part, as the names of unfinished files do. Rename it.'],
    ],
    [
      'a name that is a number',
      of('  20: {}\n'),
      [expect.stringMatching(/^ladder\.yaml:3: variant "20" is only a number: .*such as "lr 20"\.$/)],
    ],
    [
      'a name as long as a sentence',
      of(`  ${'long '.repeat(20).trim()}: {}\n`),
      [
        expect.stringMatching(
          /^ladder\.yaml:3: variant "long .*" has 99 characters; .* room for 80\. Shorten it\.$/,
        ),
      ],
    ],
    [
      'a key that a variant’s strategy does not read',
      of('  full: { strategy: gn_ed, lr: 1 }\n  mean:\n    strategy: model_average\n    lr: 1\n'),
      [
        'ladder.yaml:6: "lr" is not read by model_average. model_average reads: reestimate_batch_norm. See all keys with: exmodel list --keys',
      ],
    ],
    [
      'a shared key that no variant’s strategy reads',
      `buffer_iter: 3\nlr: 1\n${of('  full: { strategy: gn_ed }\n  mean: { strategy: model_average }\n')}`,
      [
        expect.stringMatching(
          /^ladder\.yaml:1: "buffer_iter" is read by none of the strategies gn_ed, model_average\..* They read: num_iter_per_exp, .*, reestimate_batch_norm\. See/,
        ),
      ],
    ],
    [
      'a contradiction that all variants share, once',
      `metric_name: acuracy\n${of('  full:\n  short: { lr: 1 }\n')}`,
      [expect.stringMatching(/^ladder\.yaml:1: unknown metric_name "acuracy"\. Did you mean "accuracy"\?/)],
    ],
    [
      'a variant twice',
      of('  full: {}\n  full: {}\n'),
      [expect.stringMatching(/^ladder\.yaml:4: Map keys must be unique/)],
    ],
  ])('is named with its place: %s', (_, yaml, expected) => {
    expect(problems(yaml)).toEqual(expected);
  });

  it('is a key of a variant that the strategy of --set does not read, unlike a key that all variants share', () => {
    const yaml =
      'strategy: replay_ed\nbuffer_size: 7\nseeds: [1]\nvariants: {all: {}, few: {buffer_size: 3}}\n';
    expect(problems(yaml)).toEqual([]);
    expect(problems(yaml, ['strategy=gn_ed'])).toEqual([
      expect.stringMatching(/^ladder\.yaml:4: "buffer_size" is not read by gn_ed\./),
    ]);
  });

  it('is named with its assignment where --set did it', () => {
    expect(problems(small, ['baseline=fll'])).toEqual([
      expect.stringMatching(/^--set baseline=fll: there is no variant "fll".* Did you mean "full"\?/),
    ]);
  });
});
