import { describe, test } from 'node:test';
import { imageKindContract, strategyContract } from '@exmodel/runner/testing';
import { scaledTargets, stripes } from './mine.ts';

describe('scaled_targets_ed', () => {
  for (const { name, run } of strategyContract(scaledTargets)) test(name, run);
});

describe('stripes', () => {
  for (const { name, run } of imageKindContract(stripes)) test(name, run);
});
