import { createBenchmark } from '@exmodel/benchmarks';
import { DivergedError } from '@exmodel/distill';
import { beforeAll, expect, it } from 'vitest';
import type { TrainedExpert } from '../experts/prepare-experts';
import { strategyNamed } from '../strategies/registry';
import type { StrategyContext } from '../strategies/strategy';
import { divergenceAdvice } from './divergence-advice';

let benchmark: StrategyContext['benchmark'];
beforeAll(async () => {
  benchmark = await createBenchmark('split_mnist', { seed: 1, synthetic: true });
});

/** The advice where the experts have these accuracies. */
function advice(
  strategy: string,
  accuracies: readonly number[],
  subject: 'student' | 'synthesis' = 'student',
) {
  const experts = accuracies.map((accuracy) => ({ accuracy }) as TrainedExpert);
  const config = {} as StrategyContext['config'];
  const error = new DivergedError(subject, 'the loss is NaN');
  return divergenceAdvice(error, strategyNamed(strategy), { experts, benchmark, config });
}

it('names the rate that the strategy reads', () => {
  const trained = [1, 0.9];
  expect(advice('consensus_ed', trained)).toBe('Lower consensus_lr.');
  expect(advice('replay_ed', trained)).toBe('Lower lr.');
  expect(advice('model_average', trained)).toMatch(/lower expert_lr\.$/);
  expect(advice('minversion_ed', trained, 'synthesis')).toMatch(/^Lower buffer_lr, /);
  expect(advice('joint', [])).toBe('Lower expert_lr.');
});

it('names the experts first, if some have learned nothing', () => {
  expect(advice('consensus_ed', [0.9, 0.3])).toMatch(
    /^The cause may be experts that are no better than chance on their own classes: expert 2 \(.*\): 30\.0 %\. .* expert_lr\.$/,
  );
});
