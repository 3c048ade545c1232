import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { variantFolder } from './variant-folder';

test.each([
  ['full', 'full'],
  ['without familiarity', 'without-familiarity'],
  ["mean of the experts' logits", 'mean-of-the-experts-logits'],
  ['the experts’ own', 'the-experts-own'],
  ['τ = 2.5', 'τ-2.5'],
  ['lr 1e-3', 'lr-1e-3'],
  ['SEED_1/../x', 'seed_1-..-x'],
  ['…', ''],
  ['..', ''],
])('%s → "%s"', (name, folder) => {
  expect(variantFolder(name)).toBe(folder);
});

property.prop([fc.string({ unit: 'binary' })])(
  'one folder below its parent, visible, and its own folder’s folder',
  (name) => {
    const folder = variantFolder(name);
    expect(folder).not.toMatch(/[\s/\\:*?"<>|\p{Cc}]|^[.-]|[.-]$/u);
    expect(variantFolder(folder)).toBe(folder);
  },
);
