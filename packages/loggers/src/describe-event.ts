import { formatDuration } from './format-duration';
import { formatNumber } from './format-number';
import type { Histogram, ImageWritten, Progress, RunEvent } from './run-event';

/** Any event that is for people to read, in words. A message may have several lines. */
export function describeEvent(
  event: Exclude<RunEvent, Progress | Histogram | ImageWritten>,
  elapsed: number,
): string {
  switch (event.type) {
    case 'run':
      return `${event.name} · ${event.jobs.length > 8 ? `${event.jobs.length} jobs` : event.jobs.join(', ')} · backend ${event.backend} · seed ${event.seed}`;
    case 'job':
      return `${event.job} ${event.state}${event.detail ? ` · ${event.detail}` : ''}`;
    case 'metric': {
      const step = event.step === undefined ? '' : ` · step ${event.step}`;
      const value = formatNumber(event.value, 4);
      return `${event.job} · experience ${event.experience}${step} · ${event.name} ${value}`;
    }
    case 'message':
      return event.level === 'info' ? event.text : `${event.level}: ${event.text}`;
    case 'end':
      return `${event.state} after ${formatDuration(elapsed)}`;
    default:
      return event satisfies never;
  }
}
