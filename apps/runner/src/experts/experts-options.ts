import type { Benchmark } from '@exmodel/benchmarks';
import type { SharedConfig } from '../config/strategy-config';
import type { Halt } from '../storage/halt';
import type { Stream } from '../streams/open-stream';

/** What the experts of a stream are prepared from. */
export interface ExpertsOptions {
  readonly config: SharedConfig;
  readonly benchmark: Benchmark;
  /** Name of the backend: the weights depend on its rounding. */
  readonly backend: string;
  readonly createModel: Stream['createExpertModel'];
  /** Folder of all cached experts. */
  readonly cache: string;
  /** Seconds between two checkpoints of a training; by default 30. */
  readonly checkpointInterval?: number | undefined;
  readonly halt?: Halt | undefined;
}
