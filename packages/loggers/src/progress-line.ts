import pc from 'picocolors';
import { displayWidth, truncate } from './display-width';
import { formatDuration } from './format-duration';
import { formatNumber } from './format-number';
import { plainLine } from './plain-lines';
import type { Progress } from './run-event';

export type Colors = ReturnType<typeof pc.createColors>;

/** All that a line of progress shows. */
export interface ProgressView {
  readonly progress: Progress;
  /** Milliseconds left of the whole run; undefined while unknown. */
  readonly left: number | undefined;
}

export interface ProgressLineOptions {
  /** The line is at most that wide. */
  readonly columns: number;
  readonly colors: Colors;
}

const NO_COLORS = pc.createColors(false);
const BARS = [24, 12, 6];

/**
 * What, how far, how long still, on one line:
 * `experts 3/5 · epoch 1/1 ━━━━━━╺──── 62 % · loss 0.043 · 1:12 left`.
 * The bar and the percentage are the whole run's, as the time left is; without `work`, the phase's.
 * In a narrow terminal the bar shrinks, then bar, values and detail go, in that order; what is left is cut.
 */
export function progressLine(view: ProgressView, { columns, colors }: ProgressLineOptions): string {
  const all = parts(view);
  const { percent, left } = all;
  const choices: Parts[] = [all, { ...all, values: [] }, { ...all, values: [], detail: '' }];
  const fits = (line: string) => displayWidth(line) <= columns;
  for (const cells of BARS) if (fits(compose(all, cells, NO_COLORS))) return compose(all, cells, colors);
  for (const choice of choices) if (fits(compose(choice, 0, NO_COLORS))) return compose(choice, 0, colors);
  return truncate([all.what, percent, left].filter(Boolean).join(' · '), columns);
}

/** The same without a bar, colours or a limit to its width, for files and pipes. */
export function plainProgressLine(view: ProgressView): string {
  return compose(parts(view), 0, NO_COLORS);
}

/** `cells` characters of which the given fraction, in [0, 1], is heavy. */
export function progressBar(fraction: number, cells: number, colors: Colors): string {
  const done = Math.floor(fraction * cells);
  const rest = cells - done;
  return colors.cyan('━'.repeat(done)) + colors.dim(rest > 0 ? `╺${'─'.repeat(rest - 1)}` : '');
}

interface Parts {
  readonly what: string;
  readonly detail: string;
  readonly fraction: number | undefined;
  readonly percent: string;
  readonly values: readonly string[];
  readonly left: string;
}

function parts({ progress, left }: ProgressView): Parts {
  const { phase, detail, done, total, work, values = {} } = progress;
  const counted = total > 0 && Number.isFinite(done);
  const fraction = fractionOf(work) ?? fractionOf(progress);
  return {
    what: plainLine(phase) + (counted ? ` ${formatNumber(done, 3)}/${formatNumber(total, 3)}` : ''),
    detail: plainLine(detail),
    fraction,
    // Rounded down: 100 % is when it is over, not a moment before.
    percent: fraction === undefined ? '' : `${Math.floor(fraction * 100)} %`,
    values: Object.entries(values).map(([name, value]) => `${plainLine(name)} ${formatNumber(value, 3)}`),
    left: left === undefined ? '' : `${formatDuration(left)} left`,
  };
}

function compose(
  { what, detail, fraction, percent, values, left }: Parts,
  cells: number,
  colors: Colors,
): string {
  const head = [colors.bold(what), detail];
  const tail = [percent, ...values, left && colors.bold(left)];
  const join = (texts: readonly string[]) => texts.filter((text) => text !== '').join(' · ');
  if (cells === 0 || fraction === undefined) return join([...head, ...tail]);
  return `${join(head)} ${progressBar(fraction, cells, colors)} ${join(tail)}`;
}

function fractionOf(part: { done: number; total: number } | undefined): number | undefined {
  const fraction = part && part.total > 0 ? part.done / part.total : Number.NaN;
  return Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : undefined;
}
