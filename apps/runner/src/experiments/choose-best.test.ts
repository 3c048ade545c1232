import { describe, expect, it } from 'vitest';
import { configDefaults } from '../../test/config-defaults';
import { divergedMetrics, someMetrics } from '../../test/metrics';
import { chooseBest, configuredMetric, NothingToChooseError, pointText } from './choose-best';
import { planSeries } from './series';

const [series] = planSeries({ ...configDefaults, name: 'x', grid: { lr: [1, 2, 3], buffer_beta: [4] } });
const candidates = series?.candidates ?? [];
const tried = (key: 'accuracy' | 'averageForgetting', values: readonly (number | null)[]) =>
  candidates.map((job, i) => ({ job, metrics: someMetrics({ [key]: values[i] ?? null }) }));
const metric = (metric_name: string) => configuredMetric({ metric_name });

describe('chooseBest', () => {
  it('takes the highest accuracy and the lowest forgetting', () => {
    expect(chooseBest(tried('accuracy', [0.1, 0.3, 0.2]), metric('accuracy'))).toMatchObject({
      best: { name: 'minversion_ed/VAL1' },
      value: 0.3,
      unmeasured: [],
    });
    const least = chooseBest(tried('averageForgetting', [0.1, 0.3, -0.2]), metric('averageForgetting'));
    expect(least.best.name).toBe('minversion_ed/VAL2');
  });

  it('chooses the first of equal candidates', () => {
    expect(chooseBest(tried('accuracy', [0, 0, 0]), metric('accuracy')).best.name).toBe('minversion_ed/VAL0');
  });

  it('omits a candidate without a value, and reports it', () => {
    const choice = chooseBest(tried('accuracy', [Number.NaN, 0, null]), metric('accuracy'));
    expect(choice.best.name).toBe('minversion_ed/VAL1');
    expect(choice.unmeasured.map(({ job }) => job.name)).toEqual([
      'minversion_ed/VAL0',
      'minversion_ed/VAL2',
    ]);
  });

  it.each(['accuracy', 'averageForgetting', 'accuracy/experience0'])(
    'never takes one that diverged, whatever it measured before: by %s',
    (name) => {
      const [first, second] = candidates.map((job) => ({ job, metrics: divergedMetrics() }));
      const third = candidates[2];
      if (first === undefined || second === undefined || third === undefined)
        throw new Error('no candidates');
      const poor = someMetrics({ accuracy: 0, averageForgetting: 1, accuracyMatrix: [[0, 0]] });
      const choice = chooseBest([first, second, { job: third, metrics: poor }], metric(name));
      expect(choice.best.name).toBe('minversion_ed/VAL2');
      expect(() => chooseBest([first, second], metric(name))).toThrow(
        /^all candidates diverged \(minversion_ed\/VAL0, minversion_ed\/VAL1\).*lower learning rates/,
      );
    },
  );

  it('refuses if none has a value', () => {
    const choosing = () => chooseBest(tried('accuracy', []), metric('accuracy/experience9'));
    expect(choosing).toThrow(NothingToChooseError);
    expect(choosing).toThrow(
      /^none of minversion_ed\/VAL0, .* has a value for "accuracy\/experience9".*Set metric_name to another metric/,
    );
  });
});

it('a point is described in words', () => {
  expect(candidates.map(pointText)[2]).toBe('buffer_beta 4, lr 3');
});
