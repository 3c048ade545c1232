import { shownLocation } from '@exmodel/models/weights';
import type { ExpertArgument } from './expert-argument';
import { MergeError } from './merge-error';
import type { LoadedExpert } from './open-expert';

/** The hashes of models' weights. */
export async function hashesOf(loaded: readonly LoadedExpert[]): Promise<string[]> {
  const hashes: string[] = [];
  for (const expert of loaded) hashes.push(await expert.hash());
  return hashes;
}

/** @throws MergeError A model is to have other weights than it has. */
export async function refuseOtherWeights(
  experts: readonly ExpertArgument[],
  loaded: readonly LoadedExpert[],
): Promise<void> {
  for (const [i, { sha256, location }] of experts.entries()) {
    if (sha256 === undefined) continue;
    const actual = await loaded[i]?.hash();
    if (actual === sha256) continue;
    const [is, was] = [actual, sha256].map((hash) => `${hash?.slice(0, 12)}…`);
    throw new MergeError(
      `${shownLocation(location)} has weights of sha256 ${is}`,
      `those of ${was}, as the recipe says`,
      'Get the file that the recipe was made with, or remove its sha256 from the recipe.',
    );
  }
}
