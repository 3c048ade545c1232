import type { Benchmark } from '@exmodel/benchmarks';
import { z } from 'zod';
import { jsonText } from '../storage/json-text';
import { readIfThere } from '../storage/read-if-there';
import { readJson } from '../storage/read-json';
import { writeLocked } from '../storage/write-locked';
import { sha256Of } from './intact-weights';
import { ExpertRegistryError } from './registry-error';

const count = z.int().min(1);
const notNegative = z.int().min(0);
const numbers = z.array(z.number()).min(1).readonly();

/** `model_e3.json`: describes the expert whose weights are in `model_e3.safetensors` beside it. */
const manifestSchema = z.strictObject({
  schema: z.literal(1),
  scenario: z.string().min(1),
  /** Which stream of `nic_core50`, if not the one of 79 experiences. */
  nic_experiences: z.union([z.literal(196), z.literal(391)]).optional(),
  /** How many classes each experience of the stream has, if that was chosen. */
  classes_per_experience: z.array(count).min(1).optional(),
  /** The classes of each experience of the stream, if those were chosen. */
  experience_classes: z.array(z.array(notNegative).min(1).readonly()).min(1).readonly().optional(),
  /** How images get their size, if not by enlarging or reducing them. */
  image_fit: z.literal('pad').optional(),
  /** Of the images, if not that of the scenario. */
  normalization: z.strictObject({ mean: numbers, std: numbers }).optional(),
  /** `own` if the outputs of other classes say nothing, which only the recipe tells of a trained expert. */
  outputs: z.literal('own').optional(),
  /** Seed of the class order and of everything else that depends on it; null for imported experts whose classes were given: nothing does. */
  seed: notNegative.nullable(),
  /** Whether the images were those of the synthetic twin. */
  synthetic: z.boolean(),
  /** Place in the stream. */
  experience: notNegative,
  classes: z.array(notNegative).min(1),
  task: notNegative.nullable(),
  architecture: z.strictObject({
    name: z.string().min(1),
    inputShape: z.tuple([count, count, count]),
    outputs: count,
    hiddenSize: count.optional(),
  }),
  /** How it was trained; null for an imported expert, of which this is not known. */
  recipe: z.record(z.string(), z.unknown()).nullable(),
  /** The file that it was imported from. */
  origin: z.string().nullable(),
  /** On the test images of its own experience; null if these were not available. */
  accuracy: z.number().min(0).max(1).nullable(),
  /** Hash of the weights file. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export type ExpertManifest = z.output<typeof manifestSchema>;

/** Whether its outputs of other classes say nothing. */
export function hasOwnOutputs({ recipe, outputs }: ExpertManifest): boolean {
  return (recipe?.outputs ?? outputs) === 'own';
}

type Described = Omit<ExpertManifest, 'schema' | 'sha256'>;

/**
 * Writes the manifest of an expert whose weights are written: an expert with a manifest is there as a whole, and weights that do not
 * have its sha256 are damaged, because the same recipe gives the same bits.
 */
export async function writeManifest(
  weightsPath: string,
  weights: Uint8Array,
  manifest: Described,
): Promise<void> {
  await writeLocked(
    manifestPath(weightsPath),
    jsonText({ schema: 1, ...manifest, sha256: sha256Of(weights) }),
  );
}

export function describeArchitecture(
  name: string,
  { shape, classCount }: Benchmark,
  hiddenSize: number | undefined,
): ExpertManifest['architecture'] {
  const inputShape: [number, number, number] = [...shape];
  return { name, inputShape, outputs: classCount, ...(hiddenSize !== undefined && { hiddenSize }) };
}

/**
 * A manifest; undefined if there is none.
 *
 * @throws ExpertRegistryError It is not what {@link writeManifest} wrote.
 * @throws UnreadableFileError
 */
export function readManifest(path: string): ExpertManifest | undefined {
  const expected = 'a manifest that this command wrote';
  const advice = 'Delete it, then import or train these experts again.';
  const bytes = readIfThere(path);
  if (bytes === undefined) return undefined;
  const read = readJson(bytes.toString(), manifestSchema);
  if ('value' in read) return read.value;
  throw new ExpertRegistryError(`${path} cannot be read: ${read.fault}`, expected, advice);
}

export function manifestPath(weightsPath: string): string {
  return weightsPath.replace(/\.safetensors$/, '.json');
}
