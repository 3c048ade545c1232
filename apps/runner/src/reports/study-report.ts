import { meanAndInterval } from '@exmodel/metrics';
import type { Metrics } from '../storage/metrics-file';
import { provenance } from './provenance';
import { markdownTable } from './renderers/markdown';
import { percent } from './results-table';
import { measured } from './series-report';
import type { SeriesResult } from './series-result';
import type { StudyCells } from './study-table';

/** A Markdown page: what each variant reached, by what it differs, and how it was made. */
export function studyPage({
  title,
  command,
  figures,
  cells,
  notes,
  results,
  changes,
}: {
  readonly title: string;
  readonly command: string;
  /** What the figures are. */
  readonly figures: string;
  readonly cells: StudyCells;
  readonly notes: readonly string[];
  readonly results: readonly SeriesResult[];
  /** By variant: the keys that differ. */
  readonly changes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}): string {
  return [
    `# ${title}`,
    `${figures}. Written by\n\n    ${command}`,
    [provenance(results.flatMap(({ runs }) => runs)), ...expertsText(results)].join(' '),
    notes.join(' '),
    markdownTable(cells.columns, cells.rows),
    `The variants differ in:\n\n${Object.entries(changes).map(changesLine).join('\n')}`,
    '',
  ].join('\n\n');
}

function changesLine([name, changes]: readonly [string, Readonly<Record<string, unknown>>]): string {
  const keys = Object.entries(changes).map(([key, value]) => `\`${key}: ${JSON.stringify(value)}\``);
  return `- ${name}: ${keys.length === 0 ? 'as the file says for all' : keys.join(', ')}`;
}

/** The mean accuracy of the experts: once where all variants have the same, else of each variant. */
function expertsText(results: readonly SeriesResult[]): string[] {
  const means = results.flatMap(({ name, runs }) => {
    const accuracies = measured(runs.flatMap(accuraciesOfExperts));
    return accuracies.length === 0 ? [] : [{ name, text: percent(meanAndInterval(accuracies).mean) }];
  });
  const [first] = means;
  if (first === undefined) return [];
  const said = means.every(({ text }) => text === first.text)
    ? first.text
    : means.map(({ name, text }) => `${name} ${text}`).join(', ');
  return [`Experts on their own test images, on average: ${said}.`];
}

function accuraciesOfExperts({ experiences }: Metrics): (number | null)[] {
  return experiences.map(({ expertAccuracy }) => expertAccuracy);
}
