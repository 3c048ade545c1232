import { meanAndInterval } from '@exmodel/metrics';
import type { Metrics } from '../storage/metrics-file';
import { measured } from './measured';
import { percent } from './percent';
import { provenance } from './provenance';
import type { Block, Report, Table, Text } from './report';
import type { SeriesResult } from './series-result';

/** What a study found, and how to read it. */
export interface StudyFindings {
  readonly table: Table;
  readonly notes: readonly string[];
  /** What the figures are. */
  readonly figures: string;
}

/** The closing report of a study for the terminal: its table, and a line for each note. */
export function studyClosing({ table, notes, figures }: StudyFindings): Report {
  const lines = [...notes, figures].map((text): Block => ({ kind: 'paragraph', text }));
  return { blocks: [table, ...lines] };
}

/** The page of a study: the result of each variant, how the variants differ, and how the page was made. */
export function studyReport({
  title,
  command,
  findings: { table, notes, figures },
  results,
  changes,
}: {
  readonly title: string;
  readonly command: string;
  readonly findings: StudyFindings;
  readonly results: readonly SeriesResult[];
  /** By variant: the keys that differ. */
  readonly changes: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}): Report {
  const made = [provenance(results.flatMap(({ runs }) => runs)), ...expertsText(results)];
  return {
    title,
    blocks: [
      { kind: 'paragraph', text: `${figures}. Written by` },
      { kind: 'command', line: command },
      { kind: 'paragraph', text: made.join(' ') },
      { kind: 'paragraph', text: notes.join(' ') },
      table,
      { kind: 'paragraph', text: 'The variants differ in:' },
      { kind: 'list', items: Object.entries(changes).map(changesText) },
    ],
  };
}

function changesText([name, changes]: readonly [string, Readonly<Record<string, unknown>>]): Text {
  const keys = Object.entries(changes).map(([key, value]) => ({ code: `${key}: ${JSON.stringify(value)}` }));
  if (keys.length === 0) return `${name}: as the file says for all`;
  return [`${name}: `, ...keys.flatMap((key, i) => (i === 0 ? [key] : [', ', key]))];
}

/** The mean accuracy of the experts: once if it is the same for all variants, else for each variant. */
function expertsText(results: readonly SeriesResult[]): string[] {
  const means = results.flatMap(({ name, runs }) => {
    const accuracies = measured(runs.flatMap(accuraciesOfExperts));
    return accuracies.length === 0 ? [] : [{ name, text: percent(meanAndInterval(accuracies).mean) }];
  });
  const [first] = means;
  if (first === undefined) return [];
  const accuracies = means.every(({ text }) => text === first.text)
    ? first.text
    : means.map(({ name, text }) => `${name} ${text}`).join(', ');
  return [`Experts on their own test images, on average: ${accuracies}.`];
}

function accuraciesOfExperts({ experiences }: Metrics): (number | null)[] {
  return experiences.map(({ expertAccuracy }) => expertAccuracy);
}
