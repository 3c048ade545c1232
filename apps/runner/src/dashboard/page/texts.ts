import { formatDuration, formatNumber } from '@exmodel/loggers';
import { meanAndInterval } from '@exmodel/metrics';
import { cellText } from '../../reports/cell-text';
import { measured } from '../../reports/measured';
import { percent } from '../../reports/percent';
import { withInterval } from '../../reports/quantities';
import type { JobSummary } from '../api';

/** Numbers for people, as reports write them. */
export function valueText(value: number | null, isShare: boolean): string {
  if (value === null) return '–';
  return isShare ? `${percent(value)} %` : formatNumber(value, 4);
}

export function durationText(seconds: number | null): string {
  return seconds === null ? '–' : formatDuration(1000 * seconds);
}

/** The mean over jobs and half its 95 % interval; undefined if none has a value. */
export function meanOf(values: readonly (number | null)[]) {
  const known = measured(values);
  if (known.length === 0) return undefined;
  const quantity = withInterval(meanAndInterval(known), 'share');
  return { ...quantity, text: cellText(quantity) };
}

/** How long ago something was, in a few words. */
export function agoText(time: string | null, now: number): string {
  if (time === null) return '';
  const seconds = Math.max(0, (now - Date.parse(time)) / 1000);
  if (!Number.isFinite(seconds)) return '';
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return new Date(time).toISOString().slice(0, 10);
}

/** A job's name within its experiment. */
export function nameOf({ series, name }: JobSummary): string {
  return name === '' ? series : `${series}/${name}`;
}

/** The last part of a folder's path. */
export function lastPart(path: string): string {
  return path.split('/').at(-1) ?? path;
}
