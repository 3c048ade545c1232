import { createHash } from 'node:crypto';
import { readSafetensors, type StateDict } from '@exmodel/models';

/** The weights of an expert, and what their file says of them. */
export interface ExpertWeights {
  readonly tensors: StateDict;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A file of weights that cannot be used as an expert. The message is a clause, for the errors of those who read it. */
export class DamagedWeightsError extends Error {
  override readonly name = 'DamagedWeightsError';
}

/**
 * Reads a file of an expert's weights.
 *
 * @param sha256 of the file, as its manifest has it; undefined if there is no manifest
 * @throws DamagedWeightsError It has another hash, is no safetensors file, or holds a number that is not finite.
 */
export function intactWeights(bytes: Uint8Array, sha256: string | undefined): ExpertWeights {
  const actual = sha256Of(bytes);
  if (sha256 !== undefined && actual !== sha256) {
    const [is, was] = [actual, sha256].map((hash) => `${hash.slice(0, 12)}…`);
    throw new DamagedWeightsError(`its sha256 is ${is} and not ${was}, as its manifest says`);
  }
  const weights = readFile(bytes);
  refuseNotFinite(weights.tensors);
  return weights;
}

/** @throws DamagedWeightsError */
export function refuseNotFinite(tensors: StateDict): void {
  for (const [name, { data }] of tensors) {
    if (!data.every(Number.isFinite))
      throw new DamagedWeightsError(`its ${name} holds NaN or infinite numbers`);
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function readFile(bytes: Uint8Array): ExpertWeights {
  try {
    return readSafetensors(bytes);
  } catch (error) {
    throw new DamagedWeightsError(error instanceof Error ? error.message : String(error));
  }
}
