import type { ExpertFile, LoadedExpert } from './open-expert';

/** Side of images for a model that takes any. */
const someSide = 64;

/** Height, width and channels of the images that a model takes, as far as its file says it; undefined for sides that may vary. */
export function takenImages({ shape, takes, guess }: ExpertFile): readonly (number | undefined)[] {
  return (shape ?? takes ?? guess?.inputShape ?? [null, null, null]).map((side) => side ?? undefined);
}

/** Loads a model to look at it, without a merge that says what its images are. The caller disposes it. */
export function loadAlone(file: ExpertFile): Promise<LoadedExpert> {
  const [height = someSide, width = someSide, channels = 3] = takenImages(file);
  return file.load([height, width, channels]);
}
