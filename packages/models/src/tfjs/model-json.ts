import type { Location } from '../location/location';
import type { ByteSource } from '../safetensors/open-safetensors';
import { TfjsFileError } from './tfjs-file-error';
import { byteLength, faultOf, isObject, type WeightSpec } from './weight-spec';

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
const deepest = 200;

/**
 * Reads a `model.json` and checks its manifest of weights. Of the topology it only checks that it is an
 * object: TensorFlow.js interprets it.
 *
 * @throws {TfjsFileError}
 */
export async function readModelJson({ name }: Location, source: ByteSource): Promise<ModelJson> {
  if (source.size > longest) throw new TfjsFileError(name, `${source.size} bytes`, `at most ${longest}`);
  const json = parse(name, await source.read(0, source.size));
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

function parse(name: string, bytes: Uint8Array): Record<string, unknown> {
  let json: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    refuseDepth(name, text);
    json = JSON.parse(text);
  } catch (error) {
    if (error instanceof TfjsFileError) throw error;
    throw new TfjsFileError(name, `it is not JSON (${String(error)})`, 'a model.json');
  }
  if (!isObject(json)) throw new TfjsFileError(name, 'its JSON is no object', 'a model.json');
  return json;
}

/** TensorFlow.js walks through the topology by recursion: its depth must not exhaust the stack. */
function refuseDepth(name: string, text: string): void {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    else if (quoted && character === '\\') at++;
    else if (!quoted && (character === '{' || character === '[')) depth++;
    else if (!quoted && (character === '}' || character === ']')) depth--;
    if (depth > deepest) throw new TfjsFileError(name, `a nesting of ${depth}`, `at most ${deepest} levels`);
  }
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
