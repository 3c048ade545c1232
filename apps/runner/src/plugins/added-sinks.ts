import type { RunSink } from './plugin';

/** The sinks of plugins. */
export const addedSinks: RunSink[] = [];
