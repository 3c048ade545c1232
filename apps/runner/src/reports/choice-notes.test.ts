import { expect, it } from 'vitest';
import { someJobConfig, someMetrics } from '../../test/metrics';
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
      { name: 'from_path', runs: [someMetrics({ chosen, config: someJobConfig({ experts: 'theirs' }) })] },
    ]),
  ).toEqual([
    'gn_ed, replay_ed: the best of 4 by accuracy on the validation images of seed 1234, which neither candidates nor experts learned from.',
    'minversion_ed: the best of 4 by accuracy on the test images of seed 1234, as in the reference. ' +
      'These judge the run of that seed, too, so that it may look better than it is.',
    'from_path: the best of 4 by accuracy on the validation images of seed 1234, which no candidate learned from; the registered experts may have.',
  ]);
});
