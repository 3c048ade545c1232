import { type JobConfig, jobConfig, strategyConfig } from '../src/config/strategy-config';
import type { Metrics } from '../src/storage/metrics-file';
import { configDefaults } from './config-defaults';

/** The configuration of a job, as its results keep it. */
export function someJobConfig(changes: Partial<JobConfig> = {}): JobConfig {
  return { ...jobConfig(strategyConfig(configDefaults, 'replay_ed')), ...changes };
}

/** Results of a stream of two experiences. */
export function someMetrics(changes: Partial<Metrics> = {}): Metrics {
  return {
    schema: 3,
    run: 'quickstart',
    job: 'replay_ed',
    strategy: 'replay_ed',
    scenario: 'split_mnist',
    seed: 1234,
    config: someJobConfig(),
    versions: { exmodel: '0.0.0', tfjs: '4.22.0', node: 'v20.20.0', backend: 'wasm' },
    experiences: [
      { classes: [1, 0], task: null, testImages: 20, expertAccuracy: 1 },
      { classes: [2, 3], task: null, testImages: 20, expertAccuracy: 0.995 },
    ],
    accuracyMatrix: [
      [0.95, 0],
      [0.9, 0.8],
    ],
    lossMatrix: [
      [0.2, 3.1],
      [0.4, 0.9],
    ],
    classAccuracyMatrix: [
      [0.95, 0],
      [0.9, 0.9],
    ],
    accuracy: 0.85,
    loss: 0.65,
    topKAccuracy: [{ k: 2, accuracy: 0.95 }],
    calibration: {
      ...{ expectedCalibrationError: 0.0625, maximumCalibrationError: 0.1, brierScore: 0.3 },
      reliability: [
        { confidence: 0.55, accuracy: 0.5, images: 10 },
        { confidence: 0.9, accuracy: 0.8333, images: 30 },
      ],
    },
    averageAccuracy: 0.85,
    forgetting: [0.05, 0],
    averageForgetting: 0.05,
    backwardTransfer: -0.05,
    confusion: [
      [9, 1],
      [1, 9],
    ],
    perClassAccuracy: [0.9, 0.9],
    accuracyCurve: [{ experience: 0, iteration: 1000, accuracy: 0.5 }],
    parameters: 61706,
    macs: 416520,
    samples: { height: 28, width: 28, perExpert: [10, 10] },
    process: {
      command: 'pnpm exmodel run',
      host: { name: 'here', platform: 'linux x64', cpu: 'Some CPU', cores: 2, memoryBytes: 8e9 },
      peakMemoryBytes: 3e8,
    },
    times: {
      finishedAt: '2026-11-23T05:42:33.120Z',
      synthesis: 1,
      distillation: 60,
      training: 0,
      evaluation: 2,
      total: 65,
    },
    ...changes,
  };
}

/** Results of a run that diverged while it learned from the second expert. */
export function divergedMetrics(changes: Partial<Metrics> = {}): Metrics {
  return someMetrics({
    diverged: true,
    accuracyMatrix: [
      [0.95, 0],
      [null, null],
    ],
    ...{ accuracy: null, averageAccuracy: null, averageForgetting: null, backwardTransfer: null },
    ...{ loss: null, topKAccuracy: null, calibration: null, parameters: null, macs: null },
    ...{ forgetting: [null, null], confusion: null, perClassAccuracy: [null, null] },
    ...changes,
  });
}
