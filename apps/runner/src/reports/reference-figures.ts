import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { readJson } from '../storage/read-json';

const share = z.number().min(0).max(1);

const referenceSchema = z.strictObject({
  /** Where the figures come from: one sentence; code is between backticks. */
  source: z.string(),
  /** Final accuracy over all classes, 0 … 1, by strategy: of one run, or of each of several. */
  accuracy: z.record(z.string(), z.union([share, z.array(share).min(1)])),
  /** Per experience, 0 … 1, by strategy. */
  perExperience: z.record(z.string(), z.array(share)).optional(),
  /** What a reader must know about a difference: a paragraph each, printed below the table. Code is between backticks. */
  notes: z.array(z.string()).optional(),
});

/** Measured figures of another implementation. */
export type ReferenceFigures = z.output<typeof referenceSchema>;

/** A file of reference figures that cannot be used. */
export class ReferenceFileError extends Error {
  override readonly name = 'ReferenceFileError';

  constructor(
    readonly path: string,
    reason: string,
  ) {
    super(`${path}: ${reason}. It must be JSON with "source" and "accuracy": {strategy: 0 … 1}.`);
  }
}

/** @throws ReferenceFileError */
export function readReference(path: string): ReferenceFigures {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ReferenceFileError(path, String(error));
  }
  const read = readJson(text, referenceSchema);
  if ('value' in read) return read.value;
  throw new ReferenceFileError(path, read.fault);
}
