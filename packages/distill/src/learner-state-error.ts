/**
 * A learner was called in a state in which it cannot go on: it is learning from another expert,
 * an experience was left or failed midway, it was disposed, or a consensus has no expert to be trained on.
 */
export class LearnerStateError extends Error {
  override readonly name = 'LearnerStateError';

  constructor(readonly state: 'learning' | 'abandoned' | 'disposed' | 'unqueried') {
    super(`${given[state]}; ${expected[state]}. ${remedy[state]}`);
  }
}

const given = {
  learning: 'a learner was given an expert or images while it was learning from another expert',
  abandoned: 'a learner was given an expert after an experience was left or failed midway',
  disposed: 'a learner was called after dispose()',
  unqueried: 'a learner was told to train its student before it has queried an expert',
} as const;

const inOrder = 'one experience must end before the next begins';

const expected = {
  learning: inOrder,
  abandoned: inOrder,
  disposed: inOrder,
  unqueried: 'the student learns what experts have answered',
} as const;

const renewal =
  'Make a new learner with a new sample source, and set the student back to weights saved before if you want them.';

const remedy = {
  learning: 'Loop over the events of learn() to the end, learned included, then call it again.',
  abandoned: renewal,
  disposed: renewal,
  unqueried: 'Loop over the events of query(expert) to the end, or call learn(expert).',
} as const;
