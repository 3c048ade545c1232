import type { ImageBatch } from '@exmodel/distill';
import {
  averageAccuracy,
  averageForgetting,
  backwardTransfer,
  forgetting,
  perClassAccuracy,
  streamAccuracy,
} from '@exmodel/metrics';
import { version_core } from '@tensorflow/tfjs-core';
import manifest from '../../package.json';
import { jobConfig } from '../config/strategy-config';
import type { Metrics } from '../storage/metrics-file';
import type { ModelCost } from './model-cost';
import type { RunRecord } from './run-record';
import { runOf, type StrategyRun } from './strategy-run';
import { overImages } from './test-student';
import { thisProcess } from './this-process';

/** What is measured of a job beside its tests. */
interface JobMeasures {
  readonly stateBytes: number | undefined;
  /** Of the student, where it is one model. */
  readonly cost: ModelCost | undefined;
  /** The images on `samples.png`, by expert. */
  readonly shown: readonly ImageBatch[];
  readonly times: Metrics['times'];
}

/** The content of a finished job's metrics.json. */
export function metricsOf(
  run: StrategyRun,
  record: RunRecord,
  { stateBytes, cost, shown, times }: JobMeasures,
): Metrics {
  const { definition, context, name, chosen, backend, commandLine } = run;
  const { config, benchmark, experts } = context;
  const { matrix, losses, classes, last, scored, curve, diverged } = record;
  const confusion = record.confusion();
  return {
    schema: 3,
    run: runOf(run),
    job: name,
    strategy: definition.name,
    scenario: benchmark.scenario,
    seed: config.seed,
    ...(diverged && { diverged: true as const }),
    ...(chosen && { chosen }),
    config: jobConfig(config),
    versions: { exmodel: manifest.version, tfjs: version_core, node: process.version, backend },
    experiences: benchmark.experiences.map(({ classes, task, test }, i) => ({
      classes: [...classes],
      task: task ?? null,
      testImages: test.length,
      expertAccuracy: experts[i]?.accuracy ?? null,
    })),
    accuracyMatrix: matrix.rows.map((row) => row.map((accuracy) => accuracy ?? null)),
    lossMatrix: losses.map((row) => [...row]),
    classAccuracyMatrix: classes.map((row) => [...row]),
    accuracy: streamAccuracy(matrix) ?? null,
    loss: last.length === 0 ? null : overImages(last, 'loss'),
    ...scored,
    averageAccuracy: averageAccuracy(matrix) ?? null,
    forgetting: forgetting(matrix).map((value) => value ?? null),
    averageForgetting: averageForgetting(matrix) ?? null,
    backwardTransfer: backwardTransfer(matrix) ?? null,
    confusion: diverged ? null : confusion,
    perClassAccuracy: perClassAccuracy(confusion).map((value) => value ?? null),
    accuracyCurve: curve,
    ...(stateBytes !== undefined && { stateBytes }),
    parameters: cost?.parameters ?? null,
    macs: cost?.macs ?? null,
    samples: sheetOf(shown),
    process: thisProcess(commandLine),
    times,
  };
}

function sheetOf(shown: readonly ImageBatch[]): Metrics['samples'] {
  const [first] = shown;
  if (first === undefined) return null;
  const [height, width] = first.shape;
  return { height, width, perExpert: shown.map(({ count }) => count) };
}
