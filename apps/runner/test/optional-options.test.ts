import type { WebGpuOptions } from '@exmodel/backend-webgpu';
import type {
  Benchmark,
  BenchmarkOptions,
  DownloadDatasetOptions,
  Experience,
  ImageFolderOptions,
  ImageNetOptions,
  ImageSource,
  SyntheticOptions,
} from '@exmodel/benchmarks';
import type {
  AdamOptions,
  ConsensusOptions,
  DataImpressionOptions,
  DistillationTargetsOptions,
  DistillOptions,
  ExModelOptions,
  Expert,
  GraphExpertOptions,
  ImageBatch,
  MuonOptions,
  RehearsalBufferOptions,
  ResizedCropOptions,
  SampleSource,
  SgdOptions,
  Student,
  SynthesisOptions,
  Teachers,
  WeightArray,
} from '@exmodel/distill';
import type { AgreementOptions, DrawnImagesOptions } from '@exmodel/distill/experts';
import type {
  EvidenceAscentOptions,
  LayersExpertOptions,
  LayersStudentOptions,
} from '@exmodel/distill/layers';
import type {
  Message,
  MetricValue,
  Progress,
  ProgressSinkOptions,
  RunBegin,
  SinkDefinition,
} from '@exmodel/loggers';
import type { BinningOptions } from '@exmodel/metrics';
import type { Architecture, ModelOptions, NamedArchitecture } from '@exmodel/models';
import type { LocationOptions } from '@exmodel/models/weights';
import { expectTypeOf, test } from 'vitest';

/** The names of optional properties that do not take `undefined` where a user's compiler tells it from absence (exactOptionalPropertyTypes). */
type OnlyAbsent<T> = T extends unknown
  ? {
      [Name in keyof T]-?: Record<never, never> extends Pick<T, Name>
        ? undefined extends Required<Pick<T, Name>>[Name]
          ? never
          : Name
        : never;
    }[keyof T]
  : never;

/** What users give to the packages, without the methods that an expert, a source or an architecture may lack. Checked by `tsc`. */
test('every optional option and input takes undefined, so that what may be missing can be passed on', () => {
  expectTypeOf<OnlyAbsent<{ a?: number; b?: number | undefined; c: number }>>().toEqualTypeOf<'a'>();

  expectTypeOf<
    OnlyAbsent<
      | Benchmark
      | BenchmarkOptions
      | DownloadDatasetOptions
      | Experience
      | ImageFolderOptions
      | ImageNetOptions
      | ImageSource
      | SyntheticOptions
    >
  >().toBeNever();
  expectTypeOf<
    OnlyAbsent<
      | AdamOptions
      | AgreementOptions
      | ConsensusOptions
      | DataImpressionOptions
      | DistillationTargetsOptions
      | DistillOptions
      | DrawnImagesOptions
      | EvidenceAscentOptions
      | Omit<Expert, 'classifierWeights' | 'logitsAndStatistics' | 'novelty' | 'weights'>
      | ExModelOptions
      | GraphExpertOptions
      | ImageBatch
      | LayersExpertOptions
      | LayersStudentOptions
      | MuonOptions
      | RehearsalBufferOptions
      | ResizedCropOptions
      | Omit<SampleSource, 'kept' | 'state' | 'restore'>
      | SgdOptions
      | Student
      | SynthesisOptions
      | Teachers
      | WeightArray
    >
  >().toBeNever();
  expectTypeOf<
    OnlyAbsent<Message | MetricValue | Progress | ProgressSinkOptions | RunBegin | SinkDefinition>
  >().toBeNever();
  expectTypeOf<OnlyAbsent<BinningOptions>>().toBeNever();
  expectTypeOf<
    OnlyAbsent<Omit<Architecture, 'sideOf'> | LocationOptions | ModelOptions | NamedArchitecture>
  >().toBeNever();
  expectTypeOf<OnlyAbsent<WebGpuOptions>>().toBeNever();
});
