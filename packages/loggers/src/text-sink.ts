import { defineSink } from './define-sink';
import { describeEvent } from './describe-event';
import { formatDuration } from './format-duration';
import { lineFile } from './line-file';
import { phaseWatch } from './phase-watch';
import { plainLines } from './plain-lines';
import { runTimer } from './run-timer';
import type { Sink } from './sink';

/**
 * Appends to the file at `path` (its folder must exist) what people want to read afterwards: when each phase and job began
 * and how long it took, metrics, messages. Every line begins with its time in UTC: `05:42:33 experts: ended after 1:12`;
 * a message of several lines becomes as many. Lines are kept as `jsonlSink` keeps them.
 */
export function textSink(path: string): Sink {
  const file = lineFile(path);
  const watch = phaseWatch();
  const timer = runTimer();
  return defineSink({
    name: `text ${path}`,
    write(event) {
      const line = (text: string) => {
        for (const part of plainLines(text)) file.append(`${event.time.slice(11, 19)} ${part}`);
      };
      const elapsed = timer(event);
      const { ended, began } = watch(event);
      if (ended) line(`${ended.name}: ended after ${formatDuration(Date.parse(event.time) - ended.began)}`);
      if (began) line(`${began.name}: started`);
      if (event.type === 'run') line(`run of ${event.time.slice(0, 10)} (times in UTC)`);
      if (event.type !== 'progress' && event.type !== 'histogram' && event.type !== 'image')
        line(describeEvent(event, elapsed));
    },
    close: () => file.close(),
  });
}
