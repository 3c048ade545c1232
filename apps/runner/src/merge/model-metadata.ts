import type { Normalization } from '@exmodel/benchmarks';
import type { ImageShape } from '@exmodel/distill';
import { z } from 'zod';
import { excerpt } from '../config/excerpt';
import { readJson } from '../storage/read-json';
import { parseInput, parseNormalization } from './input-format';
import { MergeError } from './merge-error';

/** The architecture of a student that has the network of the first expert: an ONNX file, or a TensorFlow.js layers model. */
export type OwnKind = 'onnx' | 'tfjs';

/** The metadata of a student's safetensors file, so that the student can be used as an expert. */
export interface ModelMetadata {
  readonly architecture?: string;
  /** Names of its outputs. */
  readonly classes?: readonly string[];
  readonly inputShape?: ImageShape;
  readonly normalization?: Normalization;
}

/** Names are printed, so they must not contain characters that control the terminal. */
const names = z.array(z.string().regex(/^[^\p{Cc}\p{Cf}]+$/u)).min(1);

/** @throws MergeError The metadata has one of these keys with a malformed value. */
export function readMetadata(location: string, metadata: Readonly<Record<string, string>>): ModelMetadata {
  const { architecture, classes, input, mean, std } = metadata;
  return {
    ...(architecture !== undefined && { architecture }),
    ...(classes !== undefined && { classes: parseClasses(location, classes) }),
    ...(input !== undefined && { inputShape: parseInput(input, `the input of ${location}`) }),
    ...(mean !== undefined && std !== undefined && { normalization: parseNormalization(mean, std) }),
  };
}

export function writeMetadata({
  architecture,
  classes,
  inputShape,
  normalization,
}: ModelMetadata): Record<string, string> {
  return {
    format: 'pt',
    ...(architecture !== undefined && { architecture }),
    ...(classes !== undefined && { classes: JSON.stringify(classes) }),
    ...(inputShape !== undefined && { input: inputShape.join('x') }),
    ...(normalization !== undefined && { mean: normalization.mean.join(), std: normalization.std.join() }),
  };
}

function parseClasses(location: string, text: string): readonly string[] {
  const read = readJson(text, names);
  if ('value' in read) return read.value;
  const given = `the metadata of ${location} has the classes ${excerpt(text)}`;
  throw new MergeError(given, 'a JSON list of names', 'Name its classes: --expert FILE:cat,dog.');
}
