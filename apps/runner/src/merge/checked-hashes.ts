import { shownLocation } from '@exmodel/models/weights';
import type { ExpertArgument } from './expert-argument';
import { MergeError } from './merge-error';
import type { LoadedExpert } from './open-expert';

/** The hashes of the experts' weights. @throws MergeError An expert is to be of another one. */
export async function checkedHashes(
  experts: readonly ExpertArgument[],
  loaded: readonly LoadedExpert[],
): Promise<string[]> {
  const hashes: string[] = [];
  for (const [i, expert] of loaded.entries()) {
    const actual = await expert.hash();
    const { sha256 = actual, location = '' } = experts[i] ?? {};
    if (sha256 !== actual) {
      const [is, was] = [actual, sha256].map((hash) => `${hash.slice(0, 12)}…`);
      throw new MergeError(
        `${shownLocation(location)} has weights of sha256 ${is}`,
        `those of ${was}, as the recipe says`,
        'Get the file that the recipe was made with, or remove its sha256 from the recipe.',
      );
    }
    hashes.push(actual);
  }
  return hashes;
}
