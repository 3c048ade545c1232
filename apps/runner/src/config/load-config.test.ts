import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { configDefaults } from '../../test/config-defaults';
import { configs, shippedExperiments } from '../../test/shipped-configs';
import { temporaryFolder } from '../../test/temporary-folder';
import { strategies } from '../strategies/registry';
import { ConfigError } from './config-error';
import { loadConfig } from './load-config';

/** A folder of YAML files; gives the path of `exp.yaml` or of another one. */
function files(contents: Readonly<Record<string, string>>): (name?: string) => string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return (name = 'exp.yaml') => join(folder, name);
}

const load = (text: string, assignments: readonly string[] = []) =>
  loadConfig(files({ 'exp.yaml': text })(), strategies, assignments);

/** What is wrong, as `line: text`, without the file's name. */
function problems(text: string, assignments: readonly string[] = []): string[] {
  try {
    load(text, assignments);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ place, text }) => `${place.replace(/^.*exp\.yaml/, 'exp.yaml')}: ${text}`);
  }
  return [];
}

describe('where values come from', () => {
  it('takes the defaults of the program for an empty file, and the file’s name', () => {
    expect(load('').config).toEqual({ ...configDefaults, name: 'exp' });
    expect(load('# nothing but a remark').config.name).toBe('exp');
  });

  it('lets the file win over default.yaml and --set over both, key by key', () => {
    const path = files({
      'default.yaml': 'lr: 0.5\nseed: 1\nbuffer_size: 10\n',
      'exp.yaml': 'seed: 2\nbuffer_size: 20\n',
    });
    const { config } = loadConfig(path(), strategies, ['buffer_size=30', 'buffer_size=40']);
    expect(config).toMatchObject({ lr: 0.5, seed: 2, buffer_size: 40 });
  });

  it('looks for default.yaml in the file’s folder, then above; the nearest alone counts', () => {
    const path = files({
      'default.yaml': 'lr: 0.5\nseed: 1\n',
      'a/default.yaml': 'seed: 2\n',
      'a/b/exp.yaml': '',
      'c/exp.yaml': '',
    });
    expect(loadConfig(path('a/b/exp.yaml'), strategies).config).toMatchObject({
      lr: configDefaults.lr,
      seed: 2,
    });
    expect(loadConfig(path('c/exp.yaml'), strategies).config).toMatchObject({ lr: 0.5, seed: 1 });
  });

  it('runs default.yaml itself without taking it for its own defaults', () => {
    const path = files({ 'default.yaml': 'seed: 3\n' });
    expect(loadConfig(path('default.yaml'), strategies).config).toMatchObject({
      seed: 3,
      name: 'default',
    });
  });

  it.each(['exp.yaml', 'exp.yml'])('names the experiment after the file: %s', (name) => {
    expect(loadConfig(files({ [name]: '' })(name), strategies).config.name).toBe('exp');
    expect(loadConfig(files({ [name]: 'name: other' })(name), strategies).config.name).toBe('other');
  });

  it.each([
    ['lr: 1e-4', 1e-4],
    ['lr: 1E-4', 1e-4],
    ['lr: 5e-1', 0.5],
    ['lr: .25', 0.25],
    ['lr: 1', 1],
  ])('reads "%s" as a number', (text, lr) => {
    expect(load(text).config.lr).toBe(lr);
    expect(load('', [text.replace(': ', '=')]).config.lr).toBe(lr);
  });

  it('takes an alias of a model for its name, also in a grid', () => {
    const { config } = load(
      'model: slim_resnet18\nexpert_models: [resnet18, lenet]\ngrid: {model: [mobilenet_v2]}',
    );
    expect(config).toMatchObject({ model: 'resnet', expert_models: ['resnet_pretrained', 'lenet'] });
    expect(config.grid).toEqual({ model: ['mobilenet_pretrained'] });
  });

  it('reads lists, truth values and mappings from --set', () => {
    const { config } = load('', [
      'strategy=[gn_ed, joint]',
      'ce_loss=false',
      'per_strategy={gn_ed: {lr: 1e-2}}',
      'logdir=a=b',
    ]);
    expect(config).toMatchObject({
      strategy: ['gn_ed', 'joint'],
      ce_loss: false,
      per_strategy: { gn_ed: { lr: 0.01 } },
      logdir: 'a=b',
    });
  });

  it('takes how many classes each experience has, and leaves the key out where it is not given', () => {
    expect(load('').config).not.toHaveProperty('classes_per_experience');
    const sizes = [4, 3, 1, 1, 1];
    expect(load('classes_per_experience: [4, 3, 1, 1, 1]').config.classes_per_experience).toEqual(sizes);
    const { config } = load('scenario: mt_mnist', ['classes_per_experience=[4, 3, 1, 1, 1]']);
    expect(config.classes_per_experience).toEqual(sizes);
  });

  it('names keys of hardware as ignored, once, and keeps them out of the configuration', () => {
    const { config, ignored } = load('cuda: true\nmax_gpus: 0.5\n', ['cuda=false']);
    expect(ignored).toEqual(['cuda', 'max_gpus']);
    expect(config).not.toHaveProperty('cuda');
  });
});

describe('the reference’s own files', () => {
  const folder = fileURLToPath(new URL('../../test/fixtures/reference-yaml', import.meta.url));
  const hardware = ['cpus_per_job', 'cuda', 'debug', 'gpus_per_job', 'max_cpus', 'max_gpus', 'no_ray'];
  const shipped = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.yaml'),
  );

  it('are all there', () => {
    expect(shipped.toSorted()).toEqual([
      'debug.yaml',
      'default.yaml',
      ...['aux', 'dimpression', 'minversion', 'minversion_masked', 'replay'].map(
        (name) => `mt_cifar10/mt_cifar10_${name}.yaml`,
      ),
    ]);
  });

  /** aux_data_ed keeps no images and makes none. */
  const withoutMeaning: Readonly<Record<string, string[]>> = {
    'debug.yaml': ['buffer_iter', 'grid.buffer_size'],
    'mt_cifar10/mt_cifar10_aux.yaml': ['buffer_size'],
  };

  it.each(shipped)(
    '%s is accepted as it is; its hardware and what its strategy does not read are ignored',
    (path) => {
      const { config, ignored } = loadConfig(join(folder, path), strategies);
      expect(ignored).toEqual([...hardware, ...(withoutMeaning[path] ?? [])]);
      expect(config.dataroot).toBe('/raid/carta');
    },
  );

  it.each(shipped)('%s is accepted without its default.yaml', (path) => {
    const alone = files({ 'exp.yaml': readFileSync(join(folder, path), 'utf8') });
    expect(loadConfig(alone(), strategies).ignored.length).toBeGreaterThan(1);
  });

  it('mean what they say', () => {
    expect(
      loadConfig(join(folder, 'mt_cifar10/mt_cifar10_dimpression.yaml'), strategies).config,
    ).toMatchObject({
      scenario: 'mt_cifar10',
      model: 'resnet',
      strategy: 'dimpression_ed',
      assess_runs: 5,
      num_iter_per_exp: 50_000,
      buffer_wd: 1e-4,
      grid: { buffer_temperature: [2, 20], buffer_beta: [0.1, 1, 10] },
    });
  });
});

describe('what is shipped', () => {
  it.each(shippedExperiments)('configs/%s loads, with nothing to ignore', (path) => {
    expect(loadConfig(join(configs, path), strategies).ignored).toEqual([]);
  });

  it('is there: the quick start, the settings with which the reference was measured, and the paper’s', () => {
    expect(shippedExperiments).toEqual(
      expect.arrayContaining(['quickstart', 'results', 'paper'].map((name) => `split-mnist/${name}.yaml`)),
    );
    expect(loadConfig(join(configs, 'split-mnist/paper.yaml'), strategies).config).toMatchObject({
      num_iter_per_exp: 50_000,
      buffer_size: 5000,
      buffer_iter: 500,
      buffer_wd: 1e-4,
    });
    expect(loadConfig(join(configs, 'split-mnist/results.yaml'), strategies).config).toMatchObject({
      buffer_size: 1000,
      buffer_temperature: 20,
      per_strategy: { replay_ed: { buffer_size: 500 } },
    });
  });
});

describe('what is wrong', () => {
  it.each<[name: string, yaml: string, expected: string[]]>([
    [
      'an unknown key, with the nearest',
      'lr: 0.1\n\n# a remark\nbufer_size: 3\n',
      [
        'exp.yaml:4: unknown key "bufer_size". Did you mean "buffer_size"? See all keys with: exmodel list --keys',
      ],
    ],
    [
      'an unknown key that is near nothing',
      'qqqqqqqqqqqqqqqqqqqqqq: 3\n',
      ['exp.yaml:1: unknown key "qqqqqqqqqqqqqqqqqqqqqq". See all keys with: exmodel list --keys'],
    ],
    [
      'an unknown key of one strategy, at its own line',
      'per_strategy:\n  replay_ed:\n    lr: 0.1\n    bufer_size: 3\n',
      [
        'exp.yaml:4: unknown key "bufer_size". Did you mean "buffer_size"? See all keys with: exmodel list --keys',
      ],
    ],
    [
      'an unknown strategy in per_strategy, at its own line',
      'per_strategy:\n  gn_ed: {}\n  replay: {}\n',
      [
        expect.stringMatching(
          /^exp\.yaml:3: unknown strategy "replay"\. Did you mean "replay_ed"\? Expected one of /,
        ),
      ],
    ],
    [
      'a word for a number',
      'seed: 1\nlr: fast\n',
      ['exp.yaml:2: "lr" is "fast": invalid input: expected number, received string.'],
    ],
    [
      'a mistyped value of one strategy',
      'per_strategy:\n  gn_ed:\n    lr: -1\n',
      ['exp.yaml:3: "per_strategy.gn_ed.lr" is -1: too small: expected number to be >0.'],
    ],
    ['a fraction for a count', 'buffer_size: 2.5\n', [expect.stringContaining('"buffer_size" is 2.5:')]],
    [
      'a number for a truth value',
      'ce_loss: 1\n',
      [expect.stringMatching(/"ce_loss" is 1:.*expected boolean/)],
    ],
    ['nothing for a value', 'lr:\n', [expect.stringMatching(/"lr" is null:.*expected number/)]],
    ['a seed beyond 32 bits', 'seed: 4294967296\n', [expect.stringContaining('"seed" is 4294967296')]],
    [
      'a choice that is none, with the nearest',
      'loss_type: kl_div\n',
      [expect.stringMatching(/^exp\.yaml:1: "loss_type" is "kl_div": .* Did you mean "kldiv"\?$/)],
    ],
    [
      'an unknown scenario',
      'scenario: split_minst\n',
      [
        expect.stringMatching(
          /^exp\.yaml:1: unknown scenario "split_minst"\. Did you mean "split_mnist"\? Expected one of joint_mnist, /,
        ),
      ],
    ],
    [
      'an unknown model',
      'model: lenett\n',
      [
        expect.stringMatching(
          /^exp\.yaml:1: unknown model "lenett"\. Did you mean "lenet"\? Expected one of /,
        ),
      ],
    ],
    [
      'an unknown strategy in a list',
      'strategy: [gn_ed, minversion]\n',
      [
        expect.stringMatching(
          /^exp\.yaml:1: unknown strategy "minversion"\. Did you mean "minversion_ed"\? Expected one of /,
        ),
      ],
    ],
    [
      'a strategy listed twice',
      'strategy: [gn_ed, joint, gn_ed]\n',
      ['exp.yaml:1: strategy "gn_ed" is listed twice. Name it once.'],
    ],
    ['no strategy', 'strategy: []\n', [expect.stringContaining('"strategy" is []:')]],
    [
      'a number for a strategy',
      'strategy: 3\n',
      [expect.stringContaining('expected the name of a strategy or a list')],
    ],
    [
      'a word for per_strategy',
      'per_strategy: gn_ed\n',
      [expect.stringContaining('"per_strategy" is "gn_ed":')],
    ],
    [
      'a name that is no folder’s',
      'name: my run\n',
      [
        'exp.yaml:1: "name" is "my run": expected letters without accents, digits, _, - and ., and neither - nor . at the beginning.',
      ],
    ],
    [
      'a number for a text',
      'name: 2024\nexpert_models: [18]\n',
      [
        'exp.yaml:1: "name" is 2024: invalid input: expected string, received number. Write it in quotes: "2024".',
        expect.stringMatching(/"expert_models\.0" is 18: .* Write it in quotes: "18"\.$/),
      ],
    ],
    [
      'a key in capitals',
      'LR: 3\n',
      ['exp.yaml:1: unknown key "LR". Did you mean "lr"? See all keys with: exmodel list --keys'],
    ],
    [
      'a name that ends as unfinished files do',
      'seed: 1\nname: x.part\n',
      ['exp.yaml:2: "name" is "x.part": names of unfinished files end in .part; choose another name.'],
    ],
    [
      'an unknown key of the grid, at its own line',
      'grid:\n  buffer_iter: [1, 2]\n  lrr: [0.1]\n',
      ['exp.yaml:3: unknown key "lrr". Did you mean "lr"? See all keys with: exmodel list --keys'],
    ],
    [
      'a value within a list of the grid, at its own line',
      'grid:\n  lr:\n    - 0.1\n    - fast\n',
      ['exp.yaml:4: "grid.lr.1" is "fast": invalid input: expected number, received string.'],
    ],
    [
      'a choice that is none within the grid, with the nearest',
      'grid: {loss_type: [mse, kldv]}\n',
      [expect.stringMatching(/^exp\.yaml:1: "grid\.loss_type\.1" is "kldv": .* Did you mean "kldiv"\?$/)],
    ],
    [
      'an unknown model within the grid',
      'grid:\n  model:\n    - lenet\n    - lenett\n',
      [
        expect.stringMatching(
          /^exp\.yaml:4: unknown model "lenett"\. Did you mean "lenet"\? Expected one of /,
        ),
      ],
    ],
    [
      'an unknown model among the experts’, and in a list of them within the grid',
      'expert_models: [lenet, lenett]\ngrid:\n  expert_models:\n    - [lenet]\n    - [lenet, lenett]\n',
      [
        expect.stringMatching(
          /^exp\.yaml:1: unknown model "lenett"\. Did you mean "lenet"\? Expected one of /,
        ),
        expect.stringMatching(/^exp\.yaml:5: unknown model "lenett"\./),
      ],
    ],
    [
      'a list of models that the grid has twice',
      'grid:\n  expert_models:\n    - [lenet, simple_cnn]\n    - [lenet, simple_cnn]\n',
      ['exp.yaml:4: "grid.expert_models.1" is ["lenet","simple_cnn"]: listed twice.'],
    ],
    [
      'how registered experts would be trained',
      'experts: theirs\nexpert_models: [lenet]\ngrid:\n  expert_initialization: [own]\n',
      [
        'exp.yaml:2: "expert_models" sets how experts are trained, but "experts" names registered ones. Remove one of the two.',
        expect.stringMatching(/^exp\.yaml:4: "expert_initialization" sets how/),
      ],
    ],
    [
      'a split that does not add up to the classes',
      'classes_per_experience: [4, 3, 1]\n',
      [
        'exp.yaml:1: "classes_per_experience" is [4, 3, 1], 8 in all, but split_mnist has 10 classes. Choose numbers whose sum is 10.',
      ],
    ],
    [
      'an experience without classes',
      'classes_per_experience: [5, 5, 0]\n',
      ['exp.yaml:1: "classes_per_experience.2" is 0: too small: expected number to be >=1.'],
    ],
    [
      'a split of a stream that cannot be split otherwise',
      'scenario: core50_nc\nclasses_per_experience: [25, 25]\n',
      [
        expect.stringMatching(
          /^exp\.yaml:2: "classes_per_experience" is \[25, 25\], but the experiences of core50_nc are fixed; it can be chosen for split_mnist, .*\. Remove it, or choose one of these\.$/,
        ),
      ],
    ],
    [
      'a size for images that have a fixed one, also in the grid',
      'scenario: core50_nc\ngrid:\n  image_size: [64, 96]\n',
      [
        'exp.yaml:3: "grid.image_size" is set, but the images of core50_nc are 128 × 128 × 3. Remove it, or choose another scenario.',
      ],
    ],
    [
      'a split in the grid that does not fit one of its scenarios, at its own line',
      'classes_per_experience: [1]\ngrid:\n  scenario: [split_cifar10, pmnist]\n  classes_per_experience:\n    - [9, 1]\n    - [9]\n',
      [
        expect.stringMatching(
          /^exp\.yaml:6: "grid\.classes_per_experience\.1" is \[9\], 9 in all, but split_c/,
        ),
        expect.stringMatching(/^exp\.yaml:5: .*\.0" is \[9, 1\], but the experiences of pmnist are fixed/),
        expect.stringMatching(/^exp\.yaml:6: .*\.1" is \[9\], but the experiences of pmnist are fixed/),
      ],
    ],
    [
      'classes of experiences that the scenario does not have, that come twice, or that are given in two ways',
      'experience_classes: [[5, 4], [10]]\ngrid:\n  experience_classes:\n    - [[5, 4], [10]]\n    - [[5, 4], [5]]\nclasses_per_experience: [10]\n',
      [
        'exp.yaml:4: "grid.experience_classes.0" is [[5, 4], [10]], but the classes of split_mnist are 0 to 9. Correct 10.',
        'exp.yaml:5: "grid.experience_classes.1" is [[5, 4], [5]], in which class 5 comes twice. Give each class to one experience.',
        'exp.yaml:3: "classes_per_experience" and "grid.experience_classes" are both given. Remove one of them.',
      ],
    ],
    [
      'images that cannot be padded, or not be prepared so',
      'image_size: 20\nimage_fit: pad\nimage_mean: [0.5, 0.5, 0.5]\n',
      [
        'exp.yaml:1: "image_size" is 20, but the images of split_mnist have 28 pixels a side, and "image_fit" is pad. Choose a larger size, or resize.',
        'exp.yaml:3: "image_mean" has 3 numbers, but the images of split_mnist have 1 channels. Give one for each.',
        'exp.yaml:3: only "image_mean" is given. Give "image_mean" and "image_std".',
      ],
    ],
    [
      'images whose size is fixed, but not their normalisation',
      'scenario: core50_nc\nimage_fit: pad\nimage_mean: [0, 0, 0]\nimage_std: [1, 1, 1]\n',
      [
        'exp.yaml:2: "image_fit" is set, but the images of core50_nc are 128 × 128 × 3. Remove it, or choose another scenario.',
      ],
    ],
    [
      'an unknown scenario, before any split of it',
      'scenario: split_minst\nclasses_per_experience: [9]\n',
      [expect.stringMatching(/^exp\.yaml:1: unknown scenario "split_minst"/)],
    ],
    [
      'a grid value that is no list',
      'grid: {lr: 0.1}\n',
      ['exp.yaml:1: "grid.lr" is 0.1: invalid input: expected array, received number.'],
    ],
    ['an empty list in the grid', 'grid: {lr: []}\n', [expect.stringContaining('"grid.lr" is []:')]],
    [
      'a value that the grid lists twice',
      'grid:\n  lr:\n    - 0.1\n    - 1e-1\n',
      ['exp.yaml:4: "grid.lr.1" is 0.1: listed twice.'],
    ],
    [
      'strategies in the grid',
      'grid:\n  strategy: [gn_ed, replay_ed]\n',
      [
        'exp.yaml:2: "strategy" is not allowed in grid. Give "strategy" itself a list: each has a grid search of its own.',
      ],
    ],
    [
      'seeds in the grid',
      'grid: {seed: [1, 2]}\n',
      [
        'exp.yaml:1: "seed" is not allowed in grid. List the seeds of the runs at the top level: seeds: [1, 2, 3].',
      ],
    ],
    [
      'a key of the whole experiment in per_strategy',
      'per_strategy:\n  gn_ed:\n    model: lenet\n',
      [
        'exp.yaml:3: "model" is not allowed in per_strategy. It is the same for the whole experiment; set it at the top level.',
      ],
    ],
    [
      'more runs than there are seeds',
      'assess_runs: 6\n',
      [
        'exp.yaml:1: "assess_runs" is 6: expected up to 5, for which the reference has seeds. For more runs list seeds of your own, such as seeds: [1, 2, 3, 4, 5, 6].',
      ],
    ],
    [
      'an unknown metric',
      'metric_name: acuracy\n',
      [
        expect.stringMatching(
          /^exp\.yaml:1: unknown metric_name "acuracy"\. Did you mean "accuracy"\? Expected one of /,
        ),
      ],
    ],
    [
      'a seed that the runs cannot have',
      'assess_runs: 2\nseed: 7\n',
      [
        'exp.yaml:2: "seed" is 7, but the runs of assess_runs have the seeds 1234, 2345. Remove seed, or run without assess_runs.',
      ],
    ],
    [
      'runs that are counted and listed',
      'assess_runs: 2\nseeds: [1, 2, 3]\n',
      ['exp.yaml:1: "assess_runs" is 2, but "seeds" lists the runs. Remove one of the two.'],
    ],
    [
      'one seed beside others',
      'seed: 7\nseeds: [1, 2]\n',
      [
        'exp.yaml:1: "seed" is 7, but the runs of seeds have the seeds 1, 2. Remove seed, or run without seeds.',
      ],
    ],
    ['a seed twice', 'seeds: [1, 2, 1]\n', ['exp.yaml:1: "seeds.2" is 1: listed twice.']],
    [
      'a list where one value is expected',
      'lr: [.1, .2]\n',
      [
        'exp.yaml:1: "lr" is [0.1,0.2]: one value is expected. To try each and go on with the best, remove it here and write: grid: {lr: [0.1,0.2]}',
      ],
    ],
    [
      'a list of choices, where the file has a grid',
      'grid: {lr: [1, 2]}\nloss_type: [mse, kldiv]\n',
      [
        'exp.yaml:2: "loss_type" is ["mse","kldiv"]: one value is expected. To try each and go on with the best, remove it here and add to "grid": loss_type: ["mse","kldiv"]',
      ],
    ],
    [
      'a list for one strategy',
      'strategy: gn_ed\nper_strategy:\n  gn_ed: {lr: [1, 2]}\n',
      [
        'exp.yaml:3: "per_strategy.gn_ed.lr" is [1,2]: one value is expected. To try each and go on with the best, remove it here and write at the top level: grid: {lr: [1,2]}',
      ],
    ],
    [
      'a list of seeds where one is expected',
      'seed: [1, 2]\n',
      ['exp.yaml:1: "seed" is [1,2]: one value is expected. To run with each, write: seeds: [1,2]'],
    ],
    [
      'a list that can be no grid',
      'max_jobs: [1, 2]\n',
      ['exp.yaml:1: "max_jobs" is [1,2]: invalid input: expected number, received array.'],
    ],
    [
      'a share of images that leaves none',
      'validation_fraction: 1\n',
      ['exp.yaml:1: "validation_fraction" is 1: too big: expected number to be <1.'],
    ],
    [
      'a key that the grid varies and one strategy sets',
      'grid: {lr: [0.1, 1]}\nper_strategy:\n  gn_ed:\n    lr: 0.5\n',
      ['exp.yaml:4: "lr" is set for gn_ed and varied by grid. Remove one of the two.'],
    ],
    [
      'a key that its strategy does not read, with those that it does',
      'strategy: model_ensemble\n\nlr: 1\n',
      [
        'exp.yaml:3: "lr" is not read by model_ensemble. model_ensemble reads: ensemble_classes. See all keys with: exmodel list --keys',
      ],
    ],
    [
      'a key of a strategy that reads none',
      'strategy: entropy_ensemble\nensemble_classes: own\n',
      [
        'exp.yaml:2: "ensemble_classes" is not read by entropy_ensemble. entropy_ensemble reads: no keys but the shared ones. See all keys with: exmodel list --keys',
      ],
    ],
    [
      'a key that the strategy has under another name',
      'strategy: consensus_ed\nlr: 1\n',
      [
        expect.stringMatching(
          /^exp\.yaml:2: "lr" is not read by consensus_ed\. Set "consensus_lr" instead\. consensus_ed reads: num_iter_per_exp, /,
        ),
      ],
    ],
    [
      'a key that none of the strategies reads, with the nearest that one does',
      'strategy: [replay_ed, joint]\nbuffer_iter: 3\n',
      [
        expect.stringMatching(
          /^exp\.yaml:2: "buffer_iter" is read by none of the strategies replay_ed, joint\. Did you mean "buffer_size"\? They read: .*buffer_size, epochs\. See/,
        ),
      ],
    ],
    [
      'a key below a strategy that does not read it',
      'strategy: [gn_ed, joint]\nper_strategy:\n  joint:\n    lr: 1\n',
      [
        expect.stringMatching(
          /^exp\.yaml:4: "lr" is not read by joint\. Set "expert_lr" instead\. joint reads: epochs\./,
        ),
      ],
    ],
    [
      'a grid of a key that none of the strategies reads',
      'strategy: [gn_ed, joint]\ngrid:\n  lr: [1]\n  buffer_beta: [1, 2]\n',
      [expect.stringMatching(/^exp\.yaml:4: "buffer_beta" is read by none of the strategies gn_ed, joint\./)],
    ],
    [
      'a study',
      'lr: 1\nseeds: [1]\nvariants: {}\n',
      ['exp.yaml:3: "variants" make this a study, not an experiment. Run it with: exmodel study FILE'],
    ],
    ['a list', '- lr: 1\n', ['exp.yaml:1: this is not a mapping. Write lines of "key: value".']],
    ['a word', 'hello\n', ['exp.yaml:1: this is not a mapping. Write lines of "key: value".']],
    [
      'a key given twice',
      'lr: 1\nseed: 1\nlr: 2\n',
      [expect.stringMatching(/^exp\.yaml:3: Map keys must be unique/)],
    ],
    ['what is not YAML', 'lr: 1\nseed: [1\n', [expect.stringMatching(/^exp\.yaml:[23]: Flow sequence/)]],
  ])('is named with its place: %s', (_, yaml, expected) => {
    expect(problems(yaml)).toEqual(expected);
  });

  it('is a list of values in an assignment, with the one to type', () => {
    expect(problems('', ['lr=[1, 2]'])).toEqual([
      '--set lr=[1, 2]: "lr" is [1,2]: one value is expected. To try each and go on with the best, remove it here and write: --set \'grid={lr: [1,2]}\'',
    ]);
    expect(load('', ['grid={lr: [1,2]}']).config.grid).toEqual({ lr: [1, 2] });
  });

  it('is listed all at once', () => {
    const yaml = 'bufer_size: 1\nlr: fast\nmodel: lenett\n';
    expect(problems(yaml)).toHaveLength(3);
    expect(() => load(yaml)).toThrow(/^3 mistakes in the configuration:\n {2}.*\n {2}.*\n {2}.*$/);
  });

  it('is named with its assignment where --set did it', () => {
    expect(problems('lr: 0.1\n', ['lr=fast'])).toEqual([
      '--set lr=fast: "lr" is "fast": invalid input: expected number, received string.',
    ]);
    expect(problems('', ['bufer_size=3'])[0]).toMatch(/^--set bufer_size=3: unknown key "bufer_size"\. Did/);
    expect(problems('', ['lr'])[0]).toMatch(/^--set lr: this is not an assignment. Write key=value/);
    expect(problems('', ['=3'])[0]).toMatch(/^--set =3: this is not an assignment/);
    expect(problems('', ['strategy=[gn_ed'])[0]).toMatch(/^--set strategy=\[gn_ed: Flow sequence/);
  });

  it('is named with default.yaml where that did it', () => {
    const path = files({ 'default.yaml': 'seed: 1\nlr: fast\n', 'exp.yaml': 'seed: 2\n' });
    expect(() => loadConfig(path(), strategies)).toThrow(/default\.yaml:2: "lr" is "fast"/);
  });

  it('is a key that no strategy reads: of --set, and of the file, but not of default.yaml', () => {
    expect(problems('strategy: gn_ed\n', ['buffer_size=3'])[0]).toMatch(
      /^--set buffer_size=3: "buffer_size" is/,
    );
    const path = files({
      'default.yaml': 'buffer_beta: 3\nper_strategy: {gn_ed: {buffer_size: 3}}\ngrid: {buffer_iter: [1]}\n',
      'exp.yaml': 'strategy: gn_ed\n',
    });
    expect(loadConfig(path(), strategies)).toMatchObject({ config: { buffer_beta: 3 }, ignored: [] });
    expect(() => loadConfig(path(), strategies, ['buffer_beta=1'])).toThrow(
      /"buffer_beta" is not read by gn_ed/,
    );
    expect(loadConfig(path('default.yaml'), strategies).ignored).toEqual([]);
  });

  it('is not what a file sets for its own strategies where the command line names another', () => {
    const yaml = 'strategy: [replay_ed, joint]\nbuffer_size: 7\ngrid: {lr: [1, 2]}\n';
    expect(load(yaml, ['strategy=joint']).config).toMatchObject({ strategy: 'joint', buffer_size: 7 });
    expect(problems(yaml, ['strategy=joint', 'buffer_size=8'])).toHaveLength(1);
  });

  it('is the name of a file that ends as those of unfinished files do, unless another name is set', () => {
    const path = files({ 'x.part.yaml': '' })('x.part.yaml');
    expect(() => loadConfig(path, strategies)).toThrow(/named after the file, x\.part, .* Set "name"\./);
    expect(loadConfig(path, strategies, ['name=x']).config.name).toBe('x');
  });

  it('is reported where the file is missing or a folder, with the path as given', () => {
    const folder = temporaryFolder();
    const missing = join(folder, 'nothing.yaml');
    expect(() => loadConfig(missing, strategies)).toThrow(
      `${missing}: there is no such file. Give the path of an experiment’s YAML file, or write one with: exmodel init FILE`,
    );
    expect(() => loadConfig(folder, strategies)).toThrow(
      /EISDIR.*Give the path of an experiment’s YAML file/,
    );
    const near = join(process.cwd(), 'nothing.yaml');
    expect(() => loadConfig(near, strategies)).toThrow(
      new RegExp(`^${relative(process.cwd(), near)}: there is no`),
    );
  });
});
