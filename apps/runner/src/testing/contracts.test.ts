import { memorySink } from '@exmodel/loggers';
import { expect, it } from 'vitest';
import { pmnist } from '../../../../packages/benchmarks/src/scenarios/pmnist';
import { splitMnist } from '../../../../packages/benchmarks/src/scenarios/split-mnist';
import { lenet } from '../../../../packages/models/src/architectures/lenet';
import { architectureContract } from './architecture-contract';
import type { Check } from './check';
import { scenarioContract } from './scenario-contract';
import { sinkContract } from './sink-contract';

/** The names of the checks that fail. */
async function failing(checks: readonly Check[]): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of checks) {
    try {
      await run();
    } catch {
      failed.push(name);
    }
  }
  return failed;
}

it('scenarios of ours keep the contract; one that says something else of itself does not', async () => {
  const small = { synthetic: { trainPerClass: 2, testPerClass: 2 } };
  expect(await failing(scenarioContract(splitMnist, small))).toEqual([]);
  expect(await failing(scenarioContract(pmnist, { ...small, permutations: 20 }))).toEqual([]);
  const lying = { ...splitMnist, experienceCount: 4 };
  expect(await failing(scenarioContract(lying, small))).toEqual([
    'keeps what it says before its data are read',
  ]);
});

it('an architecture of ours keeps the contract', async () => {
  expect(await failing(architectureContract(lenet))).toEqual([]);
});

it('a sink of ours keeps the contract; one that throws, and goes on after its end, does not', async () => {
  expect(await failing(sinkContract(memorySink))).toEqual([]);
  const careless = () => ({
    name: 'careless',
    write({ type }: { readonly type: string }) {
      if (type === 'metric') throw new Error('no metrics');
    },
    close() {},
  });
  expect(await failing(sinkContract(careless))).toEqual([
    'accepts every type of event',
    'refuses an event after it was closed, by ClosedSinkError (defineSink does it)',
  ]);
});
