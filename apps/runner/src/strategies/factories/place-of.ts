import type { Expert } from '@exmodel/distill';

/** The place of an expert in the stream, from 0. */
export function placeOf(expert: Expert, experts: readonly Expert[]): number {
  const place = experts.indexOf(expert);
  if (place < 0) throw new RangeError('an expert was given that is not one of the stream');
  return place;
}
