import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { loadConfig } from '../../src/config/load-config';
import { loadStudy } from '../../src/config/load-study';
import { describePlan } from '../../src/experiments/describe-plan';
import { planStudy } from '../../src/experiments/plan-study';
import { planSeries } from '../../src/experiments/series';
import { refuseTooLarge } from '../../src/experiments/too-large';
import { findExpertSet } from '../../src/experts/expert-set';
import { expertSetsReport } from '../../src/experts/expert-sets-report';
import { readMetadata, writeMetadata } from '../../src/merge/model-metadata';
import { comparisonReport } from '../../src/reports/comparison-report';
import { readReference } from '../../src/reports/reference-figures';
import { markdown } from '../../src/reports/renderers/markdown';
import { terminal } from '../../src/reports/renderers/terminal';
import { seriesReport } from '../../src/reports/series-report';
import { jobIdentity } from '../../src/runs/job-identity';
import { folderStore } from '../../src/storage/folder-store';
import { finishedMetrics } from '../../src/storage/job-folder';
import { strategies } from '../../src/strategies/registry';
import { someJobConfig, someMetrics } from '../metrics';
import { configs, shippedExperiments, shippedStudies } from '../shipped-configs';

/** A kind of YAML or JSON that exmodel reads, and what it does with it. */
export interface TextInput {
  readonly name: string;
  /** Valid ones. */
  readonly texts: readonly string[];
  /** Puts another text in its place and reads it as a command would, up to where it would compute. */
  read(text: string): Promise<void> | void;
}

const memory = { machine: 16e9, backend: 2 ** 32 };
const figures = fileURLToPath(
  new URL('../../../../docs/results/split-mnist.reference.json', import.meta.url),
);
const metadata = writeMetadata({
  architecture: 'simple_cnn',
  classes: ['cat', 'dog'],
  inputShape: [32, 32, 3],
  normalization: { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
});
const manifest = {
  schema: 1,
  scenario: 'split_mnist',
  seed: 1234,
  synthetic: false,
  experience: 0,
  classes: [3, 5],
  task: null,
  architecture: { name: 'lenet', inputShape: [32, 32, 1], outputs: 10 },
  recipe: { expert_lr: 0.01, expert_models: ['lenet'], nested: { key: [1, 2] } },
  origin: 'model.pth',
  accuracy: 0.99,
  sha256: '0'.repeat(64),
};

/** @param folder an empty folder, for the files */
export function textInputs(folder: string): readonly TextInput[] {
  /** A file of that path in the folder, with this text. */
  const file = (path: string, text: string): string => {
    const whole = join(folder, path);
    mkdirSync(dirname(whole), { recursive: true });
    writeFileSync(whole, text);
    return whole;
  };
  const shipped = (paths: readonly string[]) =>
    paths.map((path) => readFileSync(join(configs, path), 'utf8'));
  const identity = jobIdentity(someJobConfig(), 'wasm');
  const metrics = someMetrics();
  const store = folderStore(join(folder, 'runs'));
  const finished = () => finishedMetrics(store, 'x/replay_ed', identity, false);
  const job = { config: JSON.stringify(identity, null, 2), metrics: JSON.stringify(metrics, null, 2) };

  return [
    {
      name: 'experiments',
      texts: shipped(shippedExperiments),
      read(changed) {
        const { config, placeOf } = loadConfig(file('exp.yaml', changed), strategies);
        const planned = planSeries(config);
        refuseTooLarge(planned, placeOf, memory);
        describePlan(config, planned);
      },
    },
    {
      name: 'studies',
      texts: shipped(shippedStudies),
      read(changed) {
        const { config, placeOf } = loadStudy(file('study.yaml', changed), strategies);
        const planned = planStudy(config);
        refuseTooLarge(planned, placeOf, memory);
        describePlan(config, planned);
      },
    },
    {
      name: 'best_config.yaml',
      texts: [stringify({ name: 'x', ...someJobConfig(), assess_runs: 5 })],
      read: (changed) => void loadConfig(file('exp.yaml', changed), strategies),
    },
    {
      name: '--set',
      texts: ['grid={lr: [0.1, 1], buffer_size: [10, 20]}', 'strategy=[gn_ed, joint]', 'lr=0.1'],
      read: (changed) => void loadConfig(file('exp.yaml', ''), strategies, [changed]),
    },
    {
      name: 'config.json',
      texts: [job.config],
      async read(changed) {
        file('runs/x/replay_ed/metrics.json', job.metrics);
        file('runs/x/replay_ed/config.json', changed);
        await finished();
      },
    },
    {
      name: 'metrics.json',
      texts: [job.metrics],
      async read(changed) {
        file('runs/x/replay_ed/config.json', job.config);
        file('runs/x/replay_ed/metrics.json', changed);
        const read = await finished();
        const results = [{ name: 'replay_ed', runs: read === undefined ? [] : [read, metrics] }];
        terminal.render(seriesReport(results));
        markdown.render(
          comparisonReport('Results', 'exmodel compare', [{ scenario: 'split_mnist', results }]),
        );
      },
    },
    {
      name: 'the manifest of an expert',
      texts: [JSON.stringify(manifest, null, 2)],
      read(changed) {
        file('experts/model_e0.json', changed);
        terminal.render(expertSetsReport([findExpertSet(join(folder, 'experts'), folder)]));
      },
    },
    {
      name: 'reference figures',
      texts: [readFileSync(figures, 'utf8')],
      read(changed) {
        const compared = [{ scenario: 'split_mnist', results: [{ name: 'replay_ed', runs: [metrics] }] }];
        const reference = readReference(file('reference.json', changed));
        markdown.render(comparisonReport('Results', 'exmodel compare', compared, reference));
      },
    },
    ...Object.entries(metadata).map(([key, text]) => ({
      name: `the ${key} in the metadata of a merged model`,
      texts: [text],
      read: (changed: string) => void readMetadata('student.safetensors', { ...metadata, [key]: changed }),
    })),
  ];
}
