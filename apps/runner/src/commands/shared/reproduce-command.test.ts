import { fileURLToPath } from 'node:url';
import { afterEach, expect, it, vi } from 'vitest';
import { packageManager } from '../../../../../package.json';
import { someMetrics } from '../../../test/metrics';
import { jobConfig, strategyConfig } from '../../config/strategy-config';
import type { RunSeries } from '../../reports/runs/series-of-runs';
import { strategies } from '../../strategies/registry';
import { loadExperiment } from './load-experiment';
import { quickstartValues, readKeys, reproduceCommand } from './reproduce-command';

const quickstart = fileURLToPath(
  new URL('../../../../../configs/split-mnist/quickstart.yaml', import.meta.url),
);

afterEach(() => vi.unstubAllEnvs());

function seriesOf(strategy: string, set: readonly string[], seeds: readonly number[]): RunSeries {
  const { config } = loadExperiment(quickstart, { set, strategy: [strategy] });
  const values = jobConfig(strategyConfig(config, strategy));
  const runs = seeds.map((seed) => someMetrics({ strategy, seed, config: { ...values, seed } }));
  return { name: strategy, folder: `/runs/mine/${strategy}`, scenario: 'split_mnist', found: [], runs };
}

/** What a command sets. */
function configOf(command: string, strategy: string) {
  const set = [...command.matchAll(/--set (?:'([^']*)'|(\S+))/g)].map(
    ([, quoted, plain = '']) => quoted ?? plain,
  );
  const { config } = loadExperiment(quickstart, { set, strategy: [strategy] });
  return { name: config.name, values: jobConfig(strategyConfig(config, strategy)) };
}

const changes = [
  'lr=0.05',
  'num_iter_per_exp=7',
  'buffer_size=70',
  'scenario=joint_mnist',
  'synthetic=true',
  'pretrained=false',
];

it.each(strategies.map(({ name }) => name))(
  'runs %s with the same values of all keys that it reads',
  (strategy) => {
    for (const count of [0, 5]) {
      const read = Object.keys(strategies.find(({ name }) => name === strategy)?.keys ?? {});
      const own = [
        'per_strategy={}',
        ...changes.slice(0, 3).filter((text) => read.includes(text.split('=')[0] ?? '')),
      ];
      const set = count === 0 ? [] : [...own, ...changes.slice(3, count)];
      const series = seriesOf(strategy, set, [42]);
      const command = reproduceCommand(quickstartValues(quickstart), series);
      expect(command).toMatch(
        new RegExp(`^npx -y pnpm@[\\d.]+ exmodel run --strategy ${strategy} --backend wasm `),
      );
      const { name, values } = configOf(command, strategy);
      expect(name).toBe('mine-again'); // Not the finished run.
      const [metrics = someMetrics()] = series.runs;
      expect(readKeys({ ...metrics, config: { ...values } })).toEqual(readKeys(metrics));
    }
  },
);

it('repeats several seeds one after the other, each in a folder of its own', () => {
  expect(reproduceCommand(quickstartValues(quickstart), seriesOf('replay_ed', ['lr=0.05'], [1, 2]))).toBe(
    `for seed in 1 2; do npx -y ${packageManager} exmodel run --strategy replay_ed --backend wasm --set lr=0.05 --set seed=$seed --set name=mine-again-$seed; done`,
  );
});

it('quotes what a shell would read, and bears a strategy that this version does not know', () => {
  const hostile = someMetrics({ strategy: "x'; rm -rf ~; '", config: { key: '$(touch x) `y`' } });
  const command = reproduceCommand(quickstartValues(quickstart), {
    ...seriesOf('replay_ed', [], []),
    runs: [hostile],
  });
  expect(command).toContain(`--strategy 'x'\\''; rm -rf ~; '\\'''`);
  expect(command).toContain(`--set 'key="$(touch x) \`y\`"'`);
});
