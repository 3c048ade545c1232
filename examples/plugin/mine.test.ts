import { describe, test } from 'node:test';
import {
  architectureContract,
  imageKindContract,
  scenarioContract,
  sinkContract,
  strategyContract,
} from '@exmodel/runner/testing';
import { twoLayers } from './architecture.ts';
import { milestones, scaledTargets, stripes } from './mine.ts';
import { splitBands } from './scenario.ts';

const contracts = {
  scaled_targets_ed: strategyContract(scaledTargets),
  stripes: imageKindContract(stripes),
  split_bands: scenarioContract(splitBands),
  two_layers: architectureContract(twoLayers),
  milestones: sinkContract(() => milestones('run')),
};

for (const [subject, checks] of Object.entries(contracts)) {
  describe(subject, () => {
    for (const { name, run } of checks) test(name, run);
  });
}
