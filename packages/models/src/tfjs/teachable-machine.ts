import { isObject } from '../json/parse-object';
import type { Location } from '../location/location';
import { LocationError } from '../location/location-error';

/** Bytes of a metadata.json, at most: it holds names. */
const longest = 1_000_000;

/** What a `metadata.json` says who wrote it. */
const writers = { teachableMachine: '@teachablemachine/image', exmodel: 'exmodel' } as const;

/**
 * What the `metadata.json` beside a `model.json` says of it, under the keys that exmodel's own files have: `classes` as JSON, `input`,
 * `mean` and `std`. Google's Teachable Machine writes it for its image models, whose pixels are x / 127.5 − 1.
 *
 * @returns {} where there is no such file, or it is another tool's.
 * @throws {LocationError} There may be one, but it cannot be read.
 */
export async function teachableMetadata(model: Location): Promise<Readonly<Record<string, string>>> {
  const { packageName, labels, imageSize, grayscale, ...others } = await metadataBeside(model);
  const classes = Array.isArray(labels) ? { classes: JSON.stringify(labels) } : {};
  if (packageName === writers.exmodel) {
    const texts = Object.entries(others).filter(([, value]) => typeof value === 'string');
    return { ...Object.fromEntries(texts), ...classes };
  }
  if (packageName !== writers.teachableMachine) return {};
  const channels = grayscale === true ? 1 : 3;
  const half = Array(channels).fill('.5').join();
  return {
    ...{ mean: half, std: half },
    ...classes,
    ...(Number.isInteger(imageSize) && { input: `${imageSize}x${imageSize}x${channels}` }),
  };
}

/** The content of a `metadata.json` that {@link teachableMetadata} reads the same from. */
export function describeModel({ classes, ...others }: Readonly<Record<string, string>>): object {
  const labels = classes === undefined ? {} : { labels: JSON.parse(classes) as unknown };
  const { input = '', mean = '', std = '' } = others;
  const [height, width, channels] = input.split('x').map(Number);
  const isTeachable =
    height === width && [mean, std].every((text) => text.split(',').every((each) => Number(each) === 0.5));
  if (!isTeachable) return { packageName: writers.exmodel, ...labels, ...others };
  return { packageName: writers.teachableMachine, ...labels, imageSize: height, grayscale: channels === 1 };
}

async function metadataBeside(model: Location): Promise<Record<string, unknown>> {
  try {
    const source = await model.beside('metadata.json').open(longest);
    if (source.size > longest) return {};
    const json: unknown = JSON.parse(new TextDecoder().decode(await source.read(0, source.size)));
    return isObject(json) ? json : {};
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof LocationError && error.isMissing)) return {};
    throw error;
  }
}
