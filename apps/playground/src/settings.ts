import type { MergeWishes } from '../../runner/src/merge/merge-plan';
import type { EngineWish } from './compute/engine';

/** What the user chooses beside the models. */
export interface Settings {
  /** A key of {@link pixels}; '' for what the files say. */
  readonly pixels: string;
  /** Side of square images in pixels; undefined for what the files say. */
  readonly side: number | undefined;
  /** Steps of the student. */
  readonly steps: number;
  readonly seed: number;
  /** Architecture of the student, where the models have different ones; '' for theirs. */
  readonly architecture: string;
  readonly engine: EngineWish;
}

export const usual: Settings = {
  ...{ pixels: '', side: undefined, architecture: '' },
  ...{ steps: 3000, seed: 1, engine: 'best' },
};

/** What can be chosen to compute on. */
export const engines: Readonly<Record<EngineWish, string>> = {
  best: 'the GPU if there is one, else the processor',
  gpu: 'the GPU (WebGPU)',
  cpu: 'the processor',
};

interface PixelChoice {
  readonly label: string;
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** What the pixels that a model is given may be: (x − mean) / deviation, of x in 0 … 1. */
export const pixels: Readonly<Record<string, PixelChoice>> = {
  unit: { label: '0 … 1', mean: [0], std: [1] },
  signed: { label: '−1 … 1', mean: [0.5], std: [0.5] },
  bytes: { label: '0 … 255', mean: [0], std: [1 / 255] },
  imagenet: { label: 'as for ImageNet', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  mnist: { label: 'as for MNIST', mean: [0.1307], std: [0.3081] },
};

/** The normalisation that a choice stands for, a number for each channel. */
export function normalizationOf(choice: string, channels: number): MergeWishes['normalization'] {
  const found = pixels[choice];
  if (found === undefined) return undefined;
  const each = (values: readonly number[]) =>
    Array.from({ length: channels }, (_, i) => values[i % values.length] as number);
  return { mean: each(found.mean), std: each(found.std) };
}
