import { excerpt, valueExcerpt } from '../../config/excerpt';
import type { Metrics } from '../../storage/metrics-file';
import type { Block } from '../report';
import { mostDetailed, omitted } from './figures';
import type { RunSeries } from './series-of-runs';

/** What a row of its own would only repeat: the name of the row, and the seed, which differs within it. */
const known = ['strategy', 'seed', 'scenario'];

/** Only the keys whose values differ between series; a dash where a strategy does not read the key. */
export function differingParameters(
  all: readonly RunSeries[],
  readKeys: (metrics: Metrics) => Readonly<Record<string, unknown>>,
): Block[] {
  const series = all.slice(0, mostDetailed);
  if (series.length < 2) return [];
  const configs = series.map(({ runs }) => runs.map(readKeys));
  const keys = [...new Set(configs.flat().flatMap((config) => Object.keys(config)))];
  const rows = keys.flatMap((key) => {
    if (known.includes(key)) return [];
    const cells = configs.map((runs) => [
      ...new Set(runs.flatMap((config) => (Object.hasOwn(config, key) ? [valueExcerpt(config[key])] : []))),
    ]);
    const differs = new Set(cells.flat()).size > 1;
    return differs
      ? [[excerpt(key), ...cells.map((values) => (values.length === 0 ? null : values.join(', ')))]]
      : [];
  });
  const heading: Block = { kind: 'heading', text: 'Parameters that differ', level: 3 };
  if (rows.length === 0)
    return [heading, { kind: 'paragraph', text: 'None: all runs have the same values.' }];
  const columns = ['key', ...series.map(({ name }) => name)].map((heading) => ({
    heading,
    align: 'left' as const,
  }));
  const note = omitted(all).trim();
  return [
    heading,
    ...(note === '' ? [] : [{ kind: 'paragraph', text: note } as const]),
    { kind: 'table', caption: 'A dash: the strategy does not read the key', columns, rows },
  ];
}
