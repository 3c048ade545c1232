import { createHash, timingSafeEqual } from 'node:crypto';
import type { Experiments } from './api';
import type { JobFolder } from './find-job-folders';

/** What a page may do that knows the token. */
export interface Control {
  readonly token: string;
  /** Asks a running job to end. */
  cancel(job: JobFolder): Promise<void>;
  /** Runs a job again. @returns why it has not begun; undefined if it has */
  retry(job: JobFolder): Promise<string | undefined>;
  /** The experiments and studies that can be started, and where they are, as the user writes it. */
  experiments(): Experiments;
  /** Runs one of them. @returns why it has not begun; undefined if it has */
  start(file: string): Promise<string | undefined>;
}

/** Whether a header `Authorization` holds the token: `Bearer …`. How long it takes says nothing of the token. */
export function isAllowed(authorization: string | undefined, { token }: Control): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(authorization ?? ''), hash(`Bearer ${token}`));
}
