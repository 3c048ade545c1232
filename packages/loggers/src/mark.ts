import type { Colors } from './progress-line';
import type { JobChange, RunEnd, RunEvent } from './run-event';

/** The sign before the line that an event leaves on the terminal; '' for none, undefined for events that leave no line. */
export function markOf(event: RunEvent, colors: Colors): string | undefined {
  switch (event.type) {
    case 'run':
      return '';
    case 'job':
      return event.state === 'started' ? undefined : stateMark(event.state, colors);
    case 'end':
      return stateMark(event.state, colors);
    case 'message':
      if (event.level === 'info') return '';
      return event.level === 'warning' ? colors.yellow('!') : colors.red('✗');
    case 'progress':
    case 'metric':
    case 'histogram':
    case 'image':
      return undefined;
    default:
      return event satisfies never;
  }
}

function stateMark(state: Exclude<JobChange['state'], 'started'> | RunEnd['state'], colors: Colors): string {
  switch (state) {
    case 'finished':
      return colors.green('✓');
    case 'skipped':
      return colors.dim('–');
    case 'interrupted':
    case 'cancelled':
      return colors.yellow('!');
    case 'diverged':
    case 'failed':
      return colors.red('✗');
    default:
      return state satisfies never;
  }
}
