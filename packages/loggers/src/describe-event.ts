import { formatDuration } from './format-duration';
import { formatNumber } from './format-number';
import type { Progress, RunEvent } from './run-event';

/** An event that is no progress, in words. A message may have several lines. */
export function describeEvent(event: Exclude<RunEvent, Progress>, elapsed: number): string {
  switch (event.type) {
    case 'run':
      return `${event.name} · ${event.strategies.join(', ')} · backend ${event.backend} · seed ${event.seed}`;
    case 'job':
      return `${event.strategy} ${event.state}${event.detail ? ` · ${event.detail}` : ''}`;
    case 'metric': {
      const step = event.step === undefined ? '' : ` · step ${event.step}`;
      const value = formatNumber(event.value, 4);
      return `${event.strategy} · experience ${event.experience}${step} · ${event.name} ${value}`;
    }
    case 'message':
      return event.level === 'info' ? event.text : `${event.level}: ${event.text}`;
    case 'end':
      return `${event.state} after ${formatDuration(elapsed)}`;
    default:
      return event satisfies never;
  }
}
