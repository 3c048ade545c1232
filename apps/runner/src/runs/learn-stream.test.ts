import '@exmodel/backend-wasm';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { result, type TinyStream, tiny, tinyStream } from '../../test/tiny-stream';
import { folderStore } from '../storage/folder-store';
import type { Metrics } from '../storage/metrics-file';
import { readPlainValue, writePlainValue } from '../storage/plain-values';
import { strategyNamed } from '../strategies/registry';
import type { JobState } from './job-state';
import { learnStream } from './learn-stream';
import type { StrategyRun } from './strategy-run';

const few = {
  experiences: 2,
  num_iter_per_exp: 4,
  eval_every: 2,
  buffer_size: 20,
  buffer_iter: 3,
  buffer_mb_size: 9,
};
let stream: TinyStream;
beforeAll(async () => {
  await setBackend('exmodel-wasm');
  const config = { ...tiny, model: 'simple_mlp', hs: 8, expert_epochs: 1, lr: 0.01 };
  stream = await tinyStream(temporaryFolder(afterAll), config);
});
afterAll(() => stream.dispose());

/** A run of a strategy that keeps every state, as a file would. */
function open(strategy: string, states: JobState[] = [], from?: JobState): StrategyRun {
  return {
    definition: strategyNamed(strategy),
    context: stream.context(strategy, few),
    store: folderStore(temporaryFolder()),
    name: 'job',
    folder: 'x/job',
    backend: 'wasm',
    from,
    checkpoints: {
      latest: async () => ({ state: undefined, unusable: [] }),
      async offer(take) {
        states.push(readPlainValue(writePlainValue(await take(), {})).value as JobState);
      },
      finish: async () => {},
    },
  };
}

const lasting = ({ times: _, process: __, ...metrics }: Metrics) => metrics;

describe.each(['minversion_ed', 'consensus_ed', 'joint'])('learning from a stream with %s', (strategy) => {
  it('goes on from every state to the same metrics, and adds up work and time', async () => {
    const states: JobState[] = [];
    let work = 0;
    const count = (event: { type: string }) => {
      if ('work' in event) work += event.work as number;
    };
    const whole = await result(learnStream(open(strategy, states)), count);
    const total = work;
    expect(states.length).toBeGreaterThan(4);
    for (const [i, state] of states.entries()) {
      if (i % 3 !== 0 && i < states.length - 2) continue;
      work = state.work;
      const rest = await result(learnStream(open(strategy, [], state)), count);
      expect(lasting(rest), `from state ${i}`).toEqual(lasting(whole));
      expect(work).toBeCloseTo(total, 6);
      expect(rest.times.total).toBeGreaterThan(state.times.total);
    }
  });

  it('leaves no tensor where it is left midway', async () => {
    const before = memory().numTensors;
    const learning = learnStream(open(strategy));
    for (let i = 0; i < 3; i++) await learning.next();
    await learning.return(undefined as never);
    expect(memory().numTensors).toBe(before);
  });
});
