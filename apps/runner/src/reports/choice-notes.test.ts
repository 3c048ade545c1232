import { expect, it } from 'vitest';
import { someMetrics } from '../../test/metrics';
import { choiceNotes } from './choice-notes';

const chosen = { on: 'validation_images', seed: 1234, by: 'accuracy', value: 0.5, candidates: 4 } as const;

it('say on what a grid was chosen, once for series that were chosen alike', () => {
  const honest = someMetrics({ chosen });
  const asReference = someMetrics({ chosen: { ...chosen, on: 'test_images' } });
  expect(
    choiceNotes([
      { name: 'gn_ed', runs: [honest, honest] },
      { name: 'joint', runs: [someMetrics()] },
      { name: 'replay_ed', runs: [honest] },
      { name: 'minversion_ed', runs: [asReference] },
    ]),
  ).toEqual([
    'gn_ed, replay_ed: the best of 4 by accuracy on the validation images of seed 1234, which no model learned from.',
    'minversion_ed: the best of 4 by accuracy on the test images of seed 1234, as in the reference. ' +
      'These judge the run of that seed, too, so that it looks better than it is.',
  ]);
});
