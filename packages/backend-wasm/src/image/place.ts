/** A place between two pixels of a line: the first, the second, and the fraction of the way to it. */
export type Between = readonly [first: number, second: number, fraction: number];

/** Of a place outside of the image. */
const OUTSIDE: Between = [-1, -1, 0];

export interface Sampling {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** Pixels of the image from one of the output to the next, when a line of `from` is resized to `length`. */
function ratioOf(from: number, length: number, alignCorners: boolean): number {
  return alignCorners && length > 1 ? (from - 1) / (length - 1) : from / length;
}

/** Where tfjs's bilinear resizing samples a line of `from` pixels for each of `length`. */
export function bilinearPlaces(from: number, length: number, sampling: Sampling): Between[] {
  const ratio = ratioOf(from, length, sampling.alignCorners);
  return Array.from({ length }, (_, i) => {
    const place = sampling.halfPixelCenters ? ratio * (i + 0.5) - 0.5 : ratio * i;
    const first = Math.max(0, Math.floor(place));
    return [first, Math.min(from - 1, Math.ceil(place)), place - first];
  });
}

/** The pixels of a line of `from` that tfjs's nearest-neighbour resizing reads for each of `length`. */
export function nearestPixels(from: number, length: number, sampling: Sampling): number[] {
  const ratio = ratioOf(from, length, sampling.alignCorners);
  return Array.from({ length }, (_, i) => {
    const place = ratio * (sampling.halfPixelCenters ? i + 0.5 : i);
    return Math.min(from - 1, sampling.alignCorners ? Math.round(place) : Math.floor(place));
  });
}

/** Where a crop from `start` to `end` (0 and 1 are the line's ends) samples a line of `from` pixels for each of `length`. */
export function cropPlaces(from: number, length: number, start: number, end: number): number[] {
  const last = from - 1;
  if (length === 1) return [0.5 * (start + end) * last];
  const step = ((end - start) * last) / (length - 1);
  return Array.from({ length }, (_, i) => start * last + i * step);
}

/** Whether a place lies on a line of `from` pixels. */
export function isOn(place: number, from: number): boolean {
  return place >= 0 && place <= from - 1;
}

export function between(place: number, from: number): Between {
  const first = Math.floor(place);
  return isOn(place, from) ? [first, Math.ceil(place), place - first] : OUTSIDE;
}
