import { CancelledError } from '../storage/cancellation';

/** How a job without results has ended. */
export function failedState(failure: Error): 'failed' | 'cancelled' {
  return failure instanceof CancelledError ? 'cancelled' : 'failed';
}
