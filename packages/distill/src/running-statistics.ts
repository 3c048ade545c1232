import type { ImageBatch } from './images';

/** The running statistics of one batch-norm layer, by channel. */
export interface LayerStatistics {
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  /** What the layer adds to a variance before it divides by its root. */
  readonly epsilon: number;
  /** How many batches they come from, where the layer counts them. */
  readonly batches?: number | undefined;
}

/** The running statistics of a network's layers that normalise by those of a batch in training, in the model's order: what they normalise by in inference mode. */
export interface RunningStatistics {
  /** A copy. */
  read(): Promise<LayerStatistics[]>;
  /** Replaces them. */
  write(layers: readonly LayerStatistics[]): void;
  /** Sets them to what the layers see of these images in training mode, and changes nothing else. The network is of no use until this is done. */
  estimate(
    images: ImageBatch,
    options: { readonly batchSize: number; readonly signal?: AbortSignal | undefined },
  ): Promise<void>;
}
