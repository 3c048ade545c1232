import pc from 'picocolors';
import { defineSink } from './define-sink';
import { describeEvent } from './describe-event';
import type { TextStream } from './display';
import { liveDisplay } from './live-display';
import { markOf } from './mark';
import { phaseWatch } from './phase-watch';
import { plainDisplay } from './plain-display';
import { plainLines } from './plain-lines';
import { runTimer } from './run-timer';
import type { Sink } from './sink';
import { observeWork, type Pace, timeLeft } from './time-left';
import { timeOf } from './time-of';

export interface ProgressSinkOptions {
  /** Environment variables to respect: CI, NO_COLOR and TERM. By default those of the process. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * Shows a run as it goes: what is being done, how far it has come and how much time is left. Messages, finished, skipped,
 * diverged and failed jobs and the end stay as lines of their own; metrics and images are for other sinks.
 *
 * On a terminal it is one line that rewrites itself. Elsewhere (a file, a pipe, CI, TERM=dumb) it is a line at each phase
 * change and at most every 15 s, without escape codes. The time left is shown once it is more than a guess.
 */
export function progressSink(stream: TextStream, options: ProgressSinkOptions = {}): Sink {
  const env = options.env ?? globalThis.process?.env ?? {};
  const live = stream.isTTY === true && env.TERM !== 'dumb' && !env.CI;
  const colors = pc.createColors(live && !env.NO_COLOR);
  const display = live ? liveDisplay(stream, colors) : plainDisplay(stream);
  const watch = phaseWatch();
  const timer = runTimer();
  let pace: Pace | undefined;
  let shown = Number.NEGATIVE_INFINITY;

  // A stream reports a closed pipe as an event, later, and ends the process if it has no listener. The listener is never
  // removed: writes that are under way may still fail after close().
  let broken: Error | undefined;
  stream.on?.('error', (error) => {
    broken = error;
  });

  return defineSink({
    name: 'progress',
    write(event) {
      if (broken) throw broken;
      const elapsed = timer(event);
      const { began } = watch(event);
      if (event.type === 'progress') {
        const time = timeOf(event);
        if (event.work) pace = observeWork(pace, time, event.work);
        if (!began && Math.abs(time - shown) < display.interval) return;
        shown = time;
        display.progress({ progress: event, left: timeLeft(pace) });
        return;
      }
      if (event.type === 'histogram' || event.type === 'image') return;
      if (event.type === 'run') pace = undefined;
      if (event.type === 'end') display.clear();
      const mark = markOf(event, colors);
      if (mark === undefined) return;
      const lines = plainLines(describeEvent(event, elapsed));
      display.print(lines.map((line, i) => (mark === '' ? line : `${i === 0 ? mark : ' '} ${line}`)));
    },
    close() {
      if (!broken) display.clear();
    },
  });
}
