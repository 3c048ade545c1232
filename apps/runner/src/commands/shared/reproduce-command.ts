import { basename, dirname } from 'node:path';
import { jobConfig, strategyConfig } from '../../config/strategy-config';
import { withoutUnread } from '../../config/without-unread';
import type { RunSeries } from '../../reports/runs/series-of-runs';
import type { Metrics } from '../../storage/metrics-file';
import { strategies } from '../../strategies/registry';
import { exmodelLine, quoted } from './command-line';
import { loadExperiment } from './load-experiment';

type Values = Readonly<Record<string, unknown>>;

/** The keys of a run's configuration that its strategy reads; all if this version does not know the strategy. */
export function readKeys({ strategy, config }: Metrics): Values {
  const isKnown = strategies.some(({ name }) => name === strategy);
  return isKnown ? withoutUnread(config, [strategy], strategies) : config;
}

/**
 * A command that computes a series again: the quick start's, with the values that differ from it. The results get a name of
 * their own, so that the command computes and does not find the finished ones.
 *
 * @param quickstart see {@link quickstartValues}
 */
export function reproduceCommand(
  quickstart: (strategy: string) => QuickstartValues,
  { runs, folder }: RunSeries,
): string {
  const [first] = runs;
  if (first === undefined) return '';
  const { seed: _, strategy: _strategy, ...wanted } = readKeys(first);
  const base = quickstart(first.strategy);
  const changes = Object.entries(wanted).filter(([key, value]) => !isEqual(value, base.values[key]));
  const replacesOwn = changes.some(([key]) => base.ownKeys.includes(key));
  const isUnchanged = (key: string) => key in wanted && !changes.some(([changed]) => changed === key);
  const assignments = [
    // The file's values for one strategy would win over those of the command line.
    ...(replacesOwn
      ? ['per_strategy={}', ...base.ownKeys.filter(isUnchanged).map((key) => assign(key, wanted[key]))]
      : []),
    ...changes.map(([key, value]) => assign(key, value)),
  ].flatMap((text) => ['--set', text]);
  const { strategy, versions, seed } = first;
  const line = exmodelLine(['run', '--strategy', strategy, '--backend', versions.backend, ...assignments]);
  const name = quoted(`name=${basename(dirname(folder))}-again`);
  if (runs.length === 1) return `${line} --set seed=${seed} --set ${name}`;
  const seeds = runs.map(({ seed }) => seed).join(' ');
  return `for seed in ${seeds}; do ${line} --set seed=$seed --set ${name}-$seed; done`;
}

/** What the quick start sets for a strategy, and the keys that it sets for this one only. */
interface QuickstartValues {
  readonly values: Values;
  readonly ownKeys: readonly string[];
}

/**
 * Reads what the quick start sets, once for each strategy.
 *
 * @param path of the experiment that `run` without a file runs
 */
export function quickstartValues(path: string): (strategy: string) => QuickstartValues {
  const read = new Map<string, QuickstartValues>();
  return (strategy) => {
    const values = read.get(strategy) ?? readQuickstart(path, strategy);
    read.set(strategy, values);
    return values;
  };
}

function readQuickstart(path: string, strategy: string): QuickstartValues {
  if (!strategies.some(({ name }) => name === strategy)) return { values: {}, ownKeys: [] };
  const { config } = loadExperiment(path, { set: [], strategy: [strategy] });
  return {
    values: { ...jobConfig(strategyConfig(config, strategy)) },
    ownKeys: Object.keys(config.per_strategy[strategy] ?? {}),
  };
}

function assign(key: string, value: unknown): string {
  return `${key}=${typeof value === 'string' && /^[\w./-]+$/.test(value) ? value : JSON.stringify(value)}`;
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
