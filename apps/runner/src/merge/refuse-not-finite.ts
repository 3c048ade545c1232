import { notFinite, type StateDict } from '@exmodel/models';
import { MergeError } from './merge-error';

/** @throws MergeError if weights are NaN or infinite; `what` says whose they are */
export function refuseNotFinite(what: string, weights: StateDict): void {
  const names = [...notFinite(weights).keys()];
  if (names.length === 0) return;
  throw new MergeError(
    `${what} holds NaN or infinite values in ${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}`,
    'finite weights',
    'Count them with: exmodel inspect FILE. Give a file that was saved before its training diverged.',
  );
}
