import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Benchmark } from '@exmodel/benchmarks';
import { z } from 'zod';
import { readJson } from '../storage/read-json';
import { writeJson, writeWhole } from '../storage/write-whole';
import { ExpertRegistryError } from './registry-error';

const count = z.int().min(1);
const notNegative = z.int().min(0);

/** `model_e3.json`: describes the expert whose weights are in `model_e3.safetensors` beside it. */
const manifestSchema = z.strictObject({
  schema: z.literal(1),
  scenario: z.string().min(1),
  /** Which stream of `nic_core50`, if not the one of 79 experiences. */
  nic_experiences: z.union([z.literal(196), z.literal(391)]).optional(),
  /** How many classes each experience of the stream has, if that was chosen. */
  classes_per_experience: z.array(count).min(1).optional(),
  /** Seed of the class order, and so of everything that depends on it. */
  seed: notNegative,
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

type Described = Omit<ExpertManifest, 'schema' | 'sha256'>;

/** Writes the weights of an expert, and then its manifest. */
export function writeExpert(weightsPath: string, weights: Uint8Array, manifest: Described): void {
  writeWhole(weightsPath, weights);
  writeManifest(weightsPath, weights, manifest);
}

export function writeManifest(weightsPath: string, weights: Uint8Array, manifest: Described): void {
  writeJson(manifestPath(weightsPath), { schema: 1, ...manifest, sha256: sha256Of(weights) });
}

export function describeArchitecture(
  name: string,
  { shape, classCount }: Benchmark,
  hiddenSize: number | undefined,
): ExpertManifest['architecture'] {
  const inputShape: [number, number, number] = [...shape];
  return { name, inputShape, outputs: classCount, ...(hiddenSize !== undefined && { hiddenSize }) };
}

/** @throws ExpertRegistryError */
export function readManifest(path: string): ExpertManifest {
  const expected = 'a manifest that this command wrote';
  const advice = 'Import or train these experts again.';
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ExpertRegistryError(`${path} cannot be read: ${String(error)}`, expected, advice);
  }
  const read = readJson(text, manifestSchema);
  if ('value' in read) return read.value;
  throw new ExpertRegistryError(`${path} cannot be read: ${read.fault}`, expected, advice);
}

export function manifestPath(weightsPath: string): string {
  return weightsPath.replace(/\.safetensors$/, '.json');
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
