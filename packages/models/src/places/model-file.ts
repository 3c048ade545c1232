import { type Location, mostBytes } from '../location/location';
import { LocationError } from '../location/location-error';
import { memorySource } from '../location/memory-source';
import type { ByteSource } from '../safetensors/open-safetensors';
import { firstRecordName, readZip, type ZipRecord, zipNames } from '../zip/read-zip';
import { ZipError } from '../zip/zip-error';
import { zipLocation } from '../zip/zip-location';
import { isGivenFolder } from './blob-location';
import { isFolder } from './file-location';
import { type LocationOptions, locate } from './locate';

/** A file of a model, found and opened. */
export interface ModelFile {
  readonly file: Location;
  readonly source: ByteSource;
}

/**
 * Opens the file that a name leads to: the file of that name, the `model.json` in the folder of that name, or the one model in the zip archive
 * of that name. Files that are archives by themselves, PyTorch's, NumPy's and Keras's, are no such archives.
 *
 * @throws {LocationError} It cannot be read, or is an archive of no model or of several.
 */
export async function openModelFile(name: string, options: LocationOptions = {}): Promise<ModelFile> {
  const path = await modelJsonOf(name, options);
  const file = locate(path, options);
  const source = await file.open().catch((error: unknown) => {
    throw path === name ? error : ofFolder(name, error);
  });
  return (await inArchive(file, source)) ?? { file, source };
}

/** That a folder has no `model.json`, as what is wrong with the folder. */
function ofFolder(name: string, error: unknown): unknown {
  if (!(error instanceof LocationError) || !error.isMissing) return error;
  const advice =
    'Give the path of the model’s file in it. A SavedModel (saved_model.pb) is converted first: ' +
    'tensorflowjs_converter --input_format=tf_saved_model FOLDER OUT.';
  return new LocationError(
    name,
    'this folder has no model.json',
    'the folder of a TensorFlow.js model',
    advice,
    true,
  );
}

/** The address of a folder ends in a slash, but for those that Google's Teachable Machine shows. */
async function modelJsonOf(name: string, { files }: LocationOptions): Promise<string> {
  const isUrl = /^[a-z][a-z+.-]+:\/\//i.test(name);
  const isShared = /^https:\/\/teachablemachine\.withgoogle\.com\/models\/[^/?#]+$/.test(name);
  const isFolderHere = async () => (files === undefined ? await isFolder(name) : isGivenFolder(name, files));
  const isInFolder = isUrl ? name.endsWith('/') || isShared : await isFolderHere();
  return isInFolder ? `${name.replace(/[/\\]$/, '')}/model.json` : name;
}

const start = 'PK\x03\x04';
/** Records that tell what an archive is by itself. */
const ofPytorch = /^[^/]+\/(data|constants)\.pkl$/;
const ofNumpy = /\.npy$/;
const ofKeras = /^model\.weights\.h5$/;

async function inArchive(file: Location, source: ByteSource): Promise<ModelFile | undefined> {
  const head = String.fromCharCode(...(await source.read(0, Math.min(512, source.size))));
  // PyTorch writes its pickle first: then nothing more has to be read.
  const [first = ''] = /[^/]+\/data\.pkl/.exec(head.slice(30)) ?? [];
  if (!head.startsWith(start) || first !== '' || source.size > mostBytes) return undefined;
  const bytes = await source.read(0, source.size);
  const names = zipNames(bytes);
  const known = names.length > 0 ? names : [firstRecordName(bytes)];
  const isFile = known.some((name) => ofPytorch.test(name) || ofNumpy.test(name) || ofKeras.test(name));
  if (isFile) return { file, source: memorySource(bytes) };
  const inner = await onlyModel(file.name, recordsOf(file.name, bytes));
  return { file: inner, source: await inner.open() };
}

function recordsOf(name: string, bytes: Uint8Array): ReadonlyMap<string, ZipRecord> {
  try {
    return readZip(bytes, { deflated: true });
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    throw new LocationError(name, `the archive has ${error.given}`, error.expected, error.advice);
  }
}

/** What files of models end in, also of kinds that are refused by name; what they are shows their content. */
const ending = /\.(json|safetensors|pth|pt|th|tar|ckpt|npz|onnx|h5|hdf5|keras|pb|tflite|mlmodel)$/i;
/** Files that systems put beside one's own, metadata, and parts of what an index lists. */
const besides = /(^|\/)(__MACOSX\/.*|\.[^/]*|metadata\.json|[^/]+-\d{5}-of-\d{5}\.safetensors)$/;
/** Bytes of a JSON file, at most. */
const longestJson = 100_000_000;

async function onlyModel(archive: string, records: ReadonlyMap<string, ZipRecord>): Promise<Location> {
  const models: Location[] = [];
  let unreadable: LocationError | undefined;
  for (const path of records.keys()) {
    if (!ending.test(path) || besides.test(path)) continue;
    const location = zipLocation(archive, records, path);
    try {
      if (!/\.json$/i.test(path) || (await listsWeights(location))) models.push(location);
    } catch (error) {
      if (!(error instanceof LocationError)) throw error;
      unreadable ??= error; // It may describe the data, and a model lie beside it.
    }
  }
  const [model, ...others] = models;
  if (model !== undefined && others.length === 0) return model;
  if (model === undefined && unreadable !== undefined) throw unreadable;
  const found = model === undefined ? [...records.keys()] : models.map(({ name }) => name);
  const few = found
    .slice(0, 5)
    .map((each) => each.slice(0, 80))
    .join(', ');
  const more = found.length > 5 ? ', …' : '';
  throw new LocationError(
    archive,
    `the archive has ${model === undefined ? 'no model' : `${models.length} models`}: ${few}${more}`,
    'one model: a model.json with its weights, or a file of another format',
    model === undefined ? 'Check that it is the right archive.' : 'Unpack it, and give one of them.',
  );
}

/** Whether a JSON file is a TensorFlow.js model, or an index of safetensors. */
async function listsWeights(file: Location): Promise<boolean> {
  const source = await file.open(longestJson);
  const text = new TextDecoder().decode(await source.read(0, source.size));
  return /"(weightsManifest|weight_map)"/.test(text);
}
