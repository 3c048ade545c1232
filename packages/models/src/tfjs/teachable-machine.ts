import { isObject } from '../json/parse-object';
import type { Location } from '../location/location';
import { LocationError } from '../location/location-error';

/** Bytes of a metadata.json, at most: it holds names. */
const longest = 1_000_000;

/**
 * What the `metadata.json` beside a `model.json` says of it, under the keys that exmodel's own files have: `classes` as JSON, `input`,
 * `mean` and `std`. Google's Teachable Machine writes it for its image models, whose pixels are x / 127.5 − 1.
 *
 * @returns {} where there is no such file, or it is another tool's.
 */
export async function teachableMetadata(model: Location): Promise<Readonly<Record<string, string>>> {
  const { packageName, labels, imageSize, grayscale } = await metadataBeside(model);
  if (packageName !== '@teachablemachine/image') return {};
  const channels = grayscale === true ? 1 : 3;
  const half = Array(channels).fill('.5').join();
  return {
    mean: half,
    std: half,
    ...(Array.isArray(labels) && { classes: JSON.stringify(labels) }),
    ...(Number.isInteger(imageSize) && { input: `${imageSize}x${imageSize}x${channels}` }),
  };
}

async function metadataBeside(model: Location): Promise<Record<string, unknown>> {
  try {
    const source = await model.beside('metadata.json').open(longest);
    if (source.size > longest) return {};
    const json: unknown = JSON.parse(new TextDecoder().decode(await source.read(0, source.size)));
    return isObject(json) ? json : {};
  } catch (error) {
    if (error instanceof LocationError || error instanceof SyntaxError) return {};
    throw error;
  }
}
