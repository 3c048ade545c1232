import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { ConfigError } from '../config/config-error';
import { loadConfig } from '../config/load-config';
import { loadStudy } from '../config/load-study';
import type { Memory } from '../config/memory';
import { strategies } from '../strategies/registry';
import { planStudy } from './plan-study';
import { planSeries } from './series';
import { refuseTooLarge } from './too-large';

const gigabytes = (count: number) => count * 1e9;
const machine: Memory = { machine: gigabytes(16), backend: 2 ** 32 };

function check(text: string, memory: Memory = machine): string | undefined {
  const path = join(temporaryFolder(), 'exp.yaml');
  writeFileSync(path, text);
  const isStudy = text.includes('variants:');
  const [planned, placeOf] = isStudy
    ? (({ config, placeOf }) => [planStudy(config), placeOf] as const)(loadStudy(path, strategies))
    : (({ config, placeOf }) => [planSeries(config), placeOf] as const)(loadConfig(path, strategies));
  try {
    refuseTooLarge(planned, placeOf, memory);
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error.message.replaceAll(/\S*exp\.yaml/g, 'exp.yaml');
    throw error;
  }
}

describe('a size that needs more memory than there is', () => {
  it.each<[string, string, RegExp]>([
    [
      'images that are kept',
      'strategy: consensus_ed\nbuffer_size: 1e12',
      /^exp\.yaml:2: "buffer_size" is 1000000000000: it needs at least 4\.1 PB of memory, and there are 16 GB\. Lower it, for example to 100000\.$/,
    ],
    [
      'images that are made, with their gradients and moments',
      'strategy: minversion_ed\nbuffer_size: 500000',
      /^exp\.yaml:2: "buffer_size" is 500000: .*the backend’s memory, and that has 4\.3 GB\. Lower it, for example to 10000\.$/,
    ],
    [
      'hidden units',
      'model: simple_mlp\nhs: 1e9',
      /^exp\.yaml:2: "hs" is 1000000000: it needs at least 9\.5 TB/,
    ],
    ['a batch', 'strategy: gn_ed\ntrain_mb_size: 1e6', /^exp\.yaml:2: "train_mb_size" is 1000000: it needs/],
    [
      'a batch of images that are made',
      'model: resnet_pretrained\nscenario: core50_nc\nbuffer_size: 5000\nbuffer_mb_size: 5000',
      /^exp\.yaml:4: "buffer_mb_size" is 5000: it needs at least 52 GB/,
    ],
    [
      'experiences',
      'scenario: pmnist\npermutations: 1e9',
      /^exp\.yaml:2: "permutations" is 1000000000: it needs/,
    ],
    [
      'of one strategy',
      'strategy: [gn_ed, replay_ed]\nper_strategy:\n  gn_ed:\n    train_mb_size: 1e9',
      /^exp\.yaml:4: "train_mb_size" .* \(gn_ed\)$|^exp\.yaml:4: "train_mb_size"/,
    ],
    [
      'at a point of a grid, once',
      'strategy: gn_ed\ngrid:\n  lr: [1, 2, 3]\n  train_mb_size:\n    - 10\n    - 1e9',
      /^exp\.yaml:6: "train_mb_size" is 1000000000: .* \(gn_ed\/VAL1: lr 1, train_mb_size 1000000000\)$/,
    ],
    [
      'of a variant',
      'seeds: [1]\nvariants:\n  small: {}\n  large:\n    train_mb_size: 1e9',
      /^exp\.yaml:5: "train_mb_size" is 1000000000: .* \(large\)$/,
    ],
  ])('is refused, with what it needs and a value that fits: %s', (_, text, expected) => {
    expect(check(text)).toMatch(expected);
  });

  it.each([
    [
      'in an array, where the machine has enough',
      { machine: 1e15 },
      /array of 41 GB, and JavaScript has up to 34 GB/,
    ],
    [
      'where the backend has no limit of its own',
      { machine: gigabytes(30) },
      /needs at least 41 GB of memory, and there are 30 GB/,
    ],
  ])('%s', (_, memory, expected) => {
    expect(check('strategy: consensus_ed\nbuffer_size: 1e7', memory)).toMatch(expected);
  });

  it.each([
    ['as many real images as there are', 'strategy: replay_ed\nbuffer_size: 1e12'],
    ['as many saved images as there are', 'strategy: from_path\nbuffer_size: 1e12'],
    ['a batch of all images of the consensus', 'strategy: consensus_ed\ntrain_mb_size: 1e12'],
    ['a batch of all images that are made', 'strategy: minversion_ed\nbuffer_mb_size: 1e12'],
    ['a batch of images that are painted', 'strategy: consensus_ed\nbuffer_size: 1e5\nbuffer_mb_size: 1e12'],
    ['a batch of all training images', 'strategy: naive\nexpert_mb_size: 1e12'],
    [
      'a key that the strategy does not read',
      'strategy: gn_ed\nper_strategy: {minversion_ed: {buffer_size: 1e12}}',
    ],
    ['time, not memory', 'strategy: gn_ed\nnum_iter_per_exp: 1e12'],
  ])('is not one that stands for less: %s', (_, text) => {
    expect(check(text)).toBeUndefined();
  });
});

describe('a value that is proposed', () => {
  it.each([
    'strategy: consensus_ed\nbuffer_size',
    'strategy: dimpression_ed\nbuffer_size',
    'strategy: gn_ed\nmodel: resnet\ntrain_mb_size',
  ])('is accepted: %s', (text) => {
    const [, proposed] = /for example to (\d+)\.$/.exec(check(`${text}: 1e15`) ?? '') ?? [];
    expect(Number(proposed)).toBeGreaterThanOrEqual(100);
    expect(check(`${text}: ${proposed}`)).toBeUndefined();
  });
});
