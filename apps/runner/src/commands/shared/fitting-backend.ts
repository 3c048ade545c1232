import { type ChosenBackend, chooseBackend } from '../../backends/choose-backend';
import { memoryHere } from '../../config/memory';
import type { PlaceOfKey } from '../../config/place-of-key';
import type { Series } from '../../experiments/series';
import { refuseTooLarge } from '../../experiments/too-large';
import type { ComputeFlags } from './run-here';

/**
 * The backend for the jobs that are planned.
 *
 * @throws ConfigError if a key asks for more memory than this machine or the backend has
 */
export async function fittingBackend(
  planned: readonly Series[],
  placeOf: PlaceOfKey,
  flags: ComputeFlags,
): Promise<ChosenBackend> {
  const backend = await chooseBackend(flags.backend, flags.threads);
  refuseTooLarge(planned, placeOf, memoryHere(backend.memory));
  return backend;
}
