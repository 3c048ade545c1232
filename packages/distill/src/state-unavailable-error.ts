/** A state was asked for at a moment, or of a part, that has none. */
export class StateUnavailableError extends Error {
  override readonly name = 'StateUnavailableError';

  constructor(
    /** What has no state. */
    readonly part: 'learner' | 'optimizer' | 'sample source' | 'synthesis',
  ) {
    super(`a learner was asked for its state, and ${reason[part]}`);
  }
}

const reason = {
  learner: 'it is at work. Await state() before you ask for the next event.',
  optimizer: 'its optimizer has no state() and restore(). Add them, or take states between two experiences.',
  'sample source':
    'its sample source offers none; a source must have state() and restore(), or say that it is stateless. Add them.',
  synthesis:
    'its sample source makes images as a whole; a synthesis that can be left sets place.now. ' +
    'Set it, or take states at other events.',
} as const;
