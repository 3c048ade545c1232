import { isObject, parseObject } from '../json/parse-object';
import type { Location } from '../location/location';
import type { ByteSource } from '../safetensors/open-safetensors';
import { TfjsFileError } from './tfjs-file-error';
import { byteLength, faultOf, type WeightSpec } from './weight-spec';

/** Weights whose bytes lie end to end in the files of `paths`. */
export interface WeightGroup {
  readonly paths: readonly string[];
  readonly weights: readonly WeightSpec[];
}

/** The checked content of a `model.json`. */
export interface ModelJson {
  readonly format: 'layers-model' | 'graph-model';
  readonly modelTopology: object;
  /** Names of a graph's inputs and outputs, where the file has them. */
  readonly signature?: object;
  readonly groups: readonly WeightGroup[];
}

const longest = 100_000_000;

/**
 * Reads a `model.json` and checks its manifest of weights. Of the topology it only checks that it is an
 * object: TensorFlow.js interprets it.
 *
 * @throws {TfjsFileError}
 */
export async function readModelJson({ name }: Location, source: ByteSource): Promise<ModelJson> {
  if (source.size > longest) throw new TfjsFileError(name, `${source.size} bytes`, `at most ${longest}`);
  const json = parseObject(await source.read(0, source.size), (given, expected) => {
    throw new TfjsFileError(name, given, `a model.json: ${expected}`);
  });
  const { modelTopology, signature, weightsManifest } = json;
  if (!isObject(modelTopology)) throw new TfjsFileError(name, 'no modelTopology', 'a model.json');
  if (!Array.isArray(weightsManifest)) throw new TfjsFileError(name, 'no weightsManifest', 'a model.json');
  return {
    format: formatOf(name, json.format, modelTopology),
    modelTopology,
    ...(isObject(signature) && { signature }),
    groups: checkedGroups(name, weightsManifest),
  };
}

function formatOf(name: string, format: unknown, topology: Record<string, unknown>): ModelJson['format'] {
  if (format === 'layers-model' || format === 'graph-model') return format;
  if (format !== undefined && format !== null) {
    throw new TfjsFileError(name, `the format ${JSON.stringify(format)}`, 'layers-model or graph-model');
  }
  return 'node' in topology ? 'graph-model' : 'layers-model';
}

function checkedGroups(name: string, manifest: readonly unknown[]): readonly WeightGroup[] {
  const names = new Set<string>();
  return manifest.map((group) => {
    const { paths, weights } = isObject(group) ? group : {};
    if (
      !Array.isArray(paths) ||
      !paths.every((path) => typeof path === 'string') ||
      !Array.isArray(weights)
    ) {
      throw new TfjsFileError(name, 'a group of weights without paths or weights', 'both in each');
    }
    for (const weight of weights) {
      const fault = faultOf(weight);
      if (fault !== undefined) {
        const expected = 'a name, a shape and float32, int32 or bool, perhaps quantized';
        throw new TfjsFileError(name, fault, expected, 'Convert the model again without such weights.');
      }
      const spec = weight as WeightSpec;
      if (names.has(spec.name)) {
        throw new TfjsFileError(
          name,
          `the weight ${JSON.stringify(spec.name.slice(0, 80))} twice`,
          'every name once',
        );
      }
      names.add(spec.name);
    }
    const repeated = paths.find((path, i) => paths.indexOf(path) !== i);
    if (repeated !== undefined)
      throw new TfjsFileError(name, `the file ${JSON.stringify(repeated)} twice`, 'every file once');
    return { paths, weights: weights as WeightSpec[] };
  });
}

/** Bytes of a group's weights, all of them. */
export function groupLength({ weights }: WeightGroup): number {
  return weights.reduce((total, weight) => total + byteLength(weight), 0);
}
