/**
 * A learner was called in a state in which it cannot go on: it is learning from another expert,
 * an experience was left or failed midway, or it was disposed.
 */
export class LearnerStateError extends Error {
  override readonly name = 'LearnerStateError';

  constructor(readonly state: 'learning' | 'abandoned' | 'disposed') {
    super(`${given[state]}; one experience must end before the next begins. ${remedy[state]}`);
  }
}

const given = {
  learning: 'a learner was given an expert or images while it was learning from another expert',
  abandoned: 'a learner was given an expert after an experience was left or failed midway',
  disposed: 'a learner was called after dispose()',
} as const;

const renewal =
  'Make a new learner with a new sample source, and set the student back to weights saved before if you want them.';

const remedy = {
  learning: 'Loop over the events of learn() to the end, learned included, then call it again.',
  abandoned: renewal,
  disposed: renewal,
} as const;
