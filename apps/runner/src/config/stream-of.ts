import { streamKeyNames } from './schema';
import type { JobConfig } from './strategy-config';

/** A text that is the same for jobs that learn from the same experts on the same stream. */
export function streamOf(config: JobConfig): string {
  return JSON.stringify(Object.entries(config).filter(([key]) => streamKeyNames.includes(key)));
}
