import { expect, it } from 'vitest';
import { divergedMetrics, someMetrics } from '../../test/metrics';
import { JobsDivergedError, refuseDiverged } from './jobs-diverged-error';

it('names the runs that diverged, with their seeds where there are several, and says what to do', () => {
  const results = [
    { name: 'a', runs: [divergedMetrics()] },
    { name: 'b', runs: [someMetrics({ seed: 1 }), divergedMetrics({ seed: 2 })] },
    { name: 'c', runs: [someMetrics()] },
    { name: 'd', runs: [] },
  ];
  expect(() => refuseDiverged(results)).toThrow(JobsDivergedError);
  expect(() => refuseDiverged(results)).toThrow(/^diverged: a, b with seed 2; log\.txt .* --fresh\.$/);
  expect(() => refuseDiverged(results.slice(2))).not.toThrow();
});
