import type { Block, Report, Table } from '../reports/report';
import type { MergedModels } from './merge-models';
import { mergeReport } from './merge-report';
import { type EstimatedMerge, estimateLines, type PlannedMerge, planLines } from './plan-text';

/** A merge that is done, as its page tells it. */
export interface MergeStory {
  /** The student's file, as the user wrote it. */
  readonly name: string;
  readonly command: string;
  /** Version of exmodel and backend. */
  readonly madeBy: string;
  readonly planned: PlannedMerge;
  readonly estimate: EstimatedMerge;
  /** Bytes that the process held before the work was measured. */
  readonly held: number;
  readonly merged: MergedModels;
}

/** The page of a merge: what {@link mergeReport} tells of the student, and below it from what and how it was taught. */
export function mergePage({ name, command, madeBy, planned, estimate, held, merged }: MergeStory): Report {
  const names = planned.files.map(({ location }) => location);
  const { plan } = planned;
  const pixels =
    plan.normalization === undefined
      ? 'mean and deviation not given'
      : `mean ${plan.normalization.mean.join(', ')}; deviation ${plan.normalization.std.join(', ')}`;
  return {
    title: `${name}: merged from ${names.length} models`,
    blocks: [
      paragraph('Agreement and accuracy are in percent of images. Written by'),
      { kind: 'command', line: command },
      paragraph(madeBy),
      heading('How good the student is'),
      ...mergeReport(names, merged).blocks,
      heading('What it was taught on'),
      table([...planLines(planned), ['pixels', pixels], ...estimateLines(estimate, held)]),
    ],
  };
}

function table(rows: readonly (readonly string[])[]): Table {
  const columns = ['what', 'value'].map((heading) => ({ heading, align: 'left' as const }));
  return { kind: 'table', columns, rows };
}

function heading(text: string): Block {
  return { kind: 'heading', text };
}

function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}
