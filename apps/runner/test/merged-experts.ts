import { type MergeOptions, mergeExperts } from '../src/merge/merge-experts';
import { type PrepareOptions, prepareMerge } from '../src/merge/prepare-merge';

/** A merge by `mergeExperts` of experts that are prepared for it. */
export async function* mergedExperts(
  options: Omit<MergeOptions, 'prepared'> & Omit<PrepareOptions, 'isConsensus'>,
): ReturnType<typeof mergeExperts> {
  const prepared = await prepareMerge({ ...options, isConsensus: options.source.queried !== undefined });
  try {
    return yield* mergeExperts({ ...options, prepared });
  } finally {
    prepared.dispose();
  }
}
