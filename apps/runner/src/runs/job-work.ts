import type { Benchmark } from '@exmodel/benchmarks';
import type { StrategyConfig } from '../config/strategy-config';
import type { StrategyDefinition } from '../strategies/strategy';
import { learnedExperiences } from '../streams/learned-experiences';
import { work } from '../teaching/work';

/** Expected work of a whole job, tests included. */
export function jobWork(
  definition: StrategyDefinition,
  config: StrategyConfig,
  benchmark: Benchmark,
): number {
  const images = benchmark.experiences.reduce((total, { test }) => total + test.length, 0);
  const tests = testedAfter(definition, config, benchmark).map(
    (index) => images * testWork(definition, index, benchmark),
  );
  return definition.work(config, benchmark) + tests.reduce((total, units) => total + units, 0);
}

/** After which experiences the strategy is tested. */
export function testedAfter(
  definition: StrategyDefinition,
  config: StrategyConfig,
  benchmark: Benchmark,
): readonly number[] {
  const learned = learnedExperiences(config, benchmark).map(({ index }) => index);
  return definition.atOnce?.(config) === true ? learned.slice(-1) : learned;
}

/** Work of testing one image after experience `index`. */
export function testWork(definition: StrategyDefinition, index: number, benchmark: Benchmark): number {
  return definition.evaluationWork?.(index, benchmark) ?? work.forward;
}
