import type { z } from 'zod';

/** Bytes that a size takes, at the least: what JavaScript holds, and what the backend computes with. */
export interface Bytes {
  readonly held?: number;
  readonly computed?: number;
}

/** What the need of a size depends on, beside the size itself. */
export interface JobSizes {
  /** Bytes of an image, as float32. */
  readonly image: number;
  /** Values of an image. */
  readonly values: number;
  readonly classes: number;
  /** Bytes that the student's layers give for an image; a training step keeps at least these. */
  readonly student: number;
  /** The same of the expert with the fewest; 0 if the experts are not known. */
  readonly expert: number;
  /** Whether the student, or an expert that is trained, has a hidden layer of variable size. */
  readonly hasHiddenLayer: boolean;
  /** Another key of the same job that is a number. */
  number(key: string): number;
  /** Another key of the same job that is a list of names; none if it is not given. */
  names(key: string): readonly string[];
}

/** What a size needs at the least. If that is more than there is, the job is refused before anything is trained. */
export type Need = (size: number, job: JobSizes) => Bytes;

/** Declares the need of a key. */
export function sized<F extends z.ZodType>(field: F, need: Need): F {
  return field.meta({ need });
}

/** The need that a key declares, if any. */
export function needOf(field: z.ZodType): Need | undefined {
  return field.meta()?.need as Need | undefined;
}
