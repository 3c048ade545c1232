import {
  averageAccuracy,
  averageForgetting,
  backwardTransfer,
  confusionMatrix,
  forgetting,
  perClassAccuracy,
  streamAccuracy,
} from '@exmodel/metrics';
import { version_core } from '@tensorflow/tfjs-core';
import manifest from '../../package.json';
import { jobConfig } from '../config/strategy-config';
import type { Metrics } from '../storage/metrics-file';
import type { RunRecord } from './run-record';
import type { StrategyRun } from './strategy-run';

/** The content of a finished job's metrics.json. */
export function metricsOf(
  { definition, context, chosen, backend }: StrategyRun,
  { matrix, last, curve, diverged }: RunRecord,
  { stateBytes, times }: { readonly stateBytes: number | undefined; readonly times: Metrics['times'] },
): Metrics {
  const { config, benchmark, experts } = context;
  const confusion = confusionMatrix(
    last.flatMap(({ labels }) => [...labels]),
    last.flatMap(({ predictions }) => [...predictions]),
    benchmark.classCount,
  );
  return {
    schema: 2,
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
    accuracy: streamAccuracy(matrix) ?? null,
    averageAccuracy: averageAccuracy(matrix) ?? null,
    forgetting: forgetting(matrix).map((value) => value ?? null),
    averageForgetting: averageForgetting(matrix) ?? null,
    backwardTransfer: backwardTransfer(matrix) ?? null,
    confusion: diverged ? null : confusion,
    perClassAccuracy: perClassAccuracy(confusion).map((value) => value ?? null),
    accuracyCurve: curve,
    ...(stateBytes !== undefined && { stateBytes }),
    times,
  };
}
