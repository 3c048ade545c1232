import { expect, it } from 'vitest';
import type { ExpertManifest } from './expert-manifest';
import { registeredExpert } from './registered-expert';

const manifest: ExpertManifest = {
  schema: 1,
  scenario: 'nic_core50',
  nic_experiences: 196,
  seed: 7,
  synthetic: false,
  experience: 3,
  classes: [5, 4],
  task: null,
  architecture: { name: 'resnet', inputShape: [128, 128, 3], outputs: 50 },
  recipe: null,
  origin: null,
  accuracy: 0.5,
  sha256: '0'.repeat(64),
};
const { nic_experiences: _, ...standard } = manifest;
const shape = [128, 128, 3] as const;

function find(
  from: Partial<ExpertManifest>,
  {
    index = 3,
    classes = [4, 5],
    scenario = 'nic_core50',
    images = shape as readonly [number, number, number],
    ...config
  }: {
    index?: number;
    classes?: number[];
    scenario?: string;
    images?: readonly [number, number, number];
    seed?: number;
    order_seed?: number;
    synthetic?: boolean;
    nic_experiences?: 79 | 196 | 391;
  } = {},
) {
  const set = { name: 'theirs', folder: '', experts: [{ manifest: { ...standard, ...from }, path: 'here' }] };
  const stream = { scenario, shape: images };
  return registeredExpert(set, { index, classes }, stream, { seed: 7, synthetic: false, ...config });
}

it('finds the expert of an experience, whatever the order of its classes', () => {
  expect(find({}).path).toBe('here');
  expect(find({}, { nic_experiences: 79 }).path).toBe('here');
  expect(find({ nic_experiences: 196 }, { nic_experiences: 196 }).path).toBe('here');
  expect(find({ scenario: 'split_mnist' }, { scenario: 'mt_mnist' }).path).toBe('here');
  expect(find({}, { seed: 1, order_seed: 7 }).path).toBe('here');
});

it.each<[string, () => unknown, RegExp]>([
  [
    'another stream of nic_core50',
    () => find({ nic_experiences: 196 }),
    /are for nic_core50 of 196 experiences, seed 7. Expected experts for nic_core50, seed 7/,
  ],
  ['another seed', () => find({}, { seed: 8 }), /for nic_core50, seed 7. Expected experts for .* seed 8/],
  ['the twin', () => find({ synthetic: true }), /seed 7, its synthetic twin. Expected/],
  ['another experience', () => find({}, { index: 2 }), /have none for experience 2/],
  [
    'other classes',
    () => find({}, { classes: [4, 6] }),
    /one with classes 5 4 for experience 3.*classes 4 6/,
  ],
  [
    'images of another size',
    () => find({}, { images: [32, 32, 3] }),
    /a resnet, takes images of 128×128×3. Expected .* 32×32×3/,
  ],
])('refuses experts of %s', (_what, use, reason) => {
  expect(use).toThrow(reason);
});
