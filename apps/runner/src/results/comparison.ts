import { readFileSync } from 'node:fs';
import { formatDuration } from '@exmodel/loggers';
import { z } from 'zod';
import type { Metrics } from './metrics-file';
import { percent } from './results-table';

const referenceSchema = z.strictObject({
  /** Where the figures come from: one sentence. */
  source: z.string(),
  /** Final accuracy over all classes, 0 … 1, by strategy. */
  accuracy: z.record(z.string(), z.number().min(0).max(1)),
  /** Per experience, 0 … 1, by strategy. */
  perExperience: z.record(z.string(), z.array(z.number().min(0).max(1))).optional(),
  /** What a reader must know of a difference: a paragraph each, printed below the table. */
  notes: z.array(z.string()).optional(),
});

/** Measured figures of another implementation. */
export type ReferenceFigures = z.output<typeof referenceSchema>;

/** A file of reference figures that cannot be used. */
export class ReferenceFileError extends Error {
  override readonly name = 'ReferenceFileError';

  constructor(
    readonly path: string,
    reason: string,
  ) {
    super(`${path}: ${reason}. It must be JSON with "source" and "accuracy": {strategy: 0 … 1}.`);
  }
}

/** @throws ReferenceFileError */
export function readReference(path: string): ReferenceFigures {
  try {
    return referenceSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new ReferenceFileError(
      path,
      error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
    );
  }
}

/** A Markdown page: our results beside the reference's. */
export function comparisonPage(
  title: string,
  command: string,
  results: readonly Metrics[],
  reference: ReferenceFigures,
): string {
  const [first] = results;
  const versions =
    first === undefined
      ? ''
      : `Backend ${first.versions.backend}, TensorFlow.js ${first.versions.tfjs}, Node ${first.versions.node}, seed ${first.seed}${orderSeed(first)}.`;
  const experts = first?.experiences.map(({ expertAccuracy }) => percent(expertAccuracy)).join(' ') ?? '';
  const rows = results.map((metrics) => {
    const theirs = reference.accuracy[metrics.strategy];
    const ours = metrics.accuracy ?? undefined;
    const difference = theirs === undefined || ours === undefined ? '–' : signed(100 * (ours - theirs));
    return [
      metrics.strategy,
      percent(ours),
      percent(theirs),
      difference,
      percents(metrics.accuracyMatrix.at(-1)),
      percents(reference.perExperience?.[metrics.strategy]),
      percent(metrics.averageForgetting),
      formatDuration(metrics.times.total * 1000),
    ];
  });
  const table = [
    [
      'strategy',
      'ours',
      'reference',
      'difference',
      'ours, per experience',
      'reference, per experience',
      'forgetting',
      'time',
    ],
    ['---', '--:', '--:', '--:', '---', '---', '--:', '--:'],
    ...rows,
  ];
  return [
    `# ${title}`,
    `Accuracy over the test images of all classes after the last expert, in percent. Written by\n\n    ${command}`,
    `${versions} Experts on their own test images: ${experts}.`,
    `Reference: ${reference.source}`,
    table.map((cells) => `| ${cells.join(' | ')} |`).join('\n'),
    ...(reference.notes ?? []),
    '',
  ].join('\n\n');
}

function orderSeed({ config }: Metrics): string {
  return config.order_seed === undefined
    ? ''
    : `, class order and initial weights of seed ${config.order_seed}`;
}

function percents(values: readonly (number | null)[] | undefined): string {
  return values === undefined ? '–' : values.map(percent).join(' ');
}

function signed(points: number): string {
  return `${points >= 0 ? '+' : '−'}${Math.abs(points).toFixed(1)}`;
}
