import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const parity = readFileSync(fileURLToPath(new URL('../../../PARITY.md', import.meta.url)), 'utf8');

const weightMerges = [
  'model_average',
  'model_task_arithmetic',
  'model_ties',
  'model_fisher',
  'model_regmean',
];

/** The strategies that PARITY.md lists: for them more is promised than every strategy must do. */
export const documentedStrategies: readonly string[] = rowsBelow('## Strategies').flatMap((row) =>
  [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name as string),
);

/** Those that are refused in multi-task streams: experts have one head, and do not compete. */
export const singleHeadStrategies: readonly string[] = documentedStrategies.filter(
  (name) => name === 'consensus_ed' || weightMerges.includes(name),
);

function rowsBelow(heading: string): string[] {
  const section = parity.split(`${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section.split('\n').filter((line) => line.startsWith('| `'));
}
