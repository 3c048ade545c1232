/** What the last step of a classifier makes of its logits. */
export type OutputActivation = 'none' | 'softmax' | 'sigmoid';

/** The one of that name; `none` where it is no step from logits to probabilities. */
export function outputActivationNamed(name: string | undefined): OutputActivation {
  const lower = name?.toLowerCase();
  return lower === 'softmax' || lower === 'sigmoid' ? lower : 'none';
}
