import { defineSink } from '../define-sink';
import { curvePoints, metricPlace } from '../points';
import { printable } from '../printable';
import type { JobChange, StampedEvent } from '../run-event';
import type { Sink } from '../sink';
import { timeOf } from '../time-of';
import { type SummaryValue, summaryMessage, versionMessage } from './event-message';
import { sessionEnd, sessionStart } from './hparams-message';
import { pngImage } from './png-image';
import { tfRecord } from './record';

export interface TensorboardSinkOptions {
  /** Go on with a file of that name instead of replacing it. */
  readonly append?: boolean | undefined;
}

/**
 * Writes metrics, curves, histograms and images of one job to the TensorBoard event file at `path` (its folder must exist; its name must
 * hold `tfevents`, or TensorBoard overlooks it). A file of that name is replaced at the first event, of any type, unless `append` is set. Charts, by tag:
 *
 * - `accuracy`, or whatever a metric is called, over the experiences learned;
 * - `accuracy/within_experience0` where it was measured between, over the iterations;
 * - `loss/distillation/experience0` for progress that names its curve. Steps of more than three significant digits are left
 *   out (1234, but not 1230), so that a curve of 50 000 steps has 2 300 points, the same ones every time;
 * - histograms and images by their names, over the experiences;
 * - of a `run` event with a `config`, a text and the tab of hyperparameters, whose table has the last value of each curve as it is: on the curves
 *   TensorBoard smooths (by 0.6, unless you set it to 0), which moves the end of one that has few points.
 *
 * A value whose step is not a whole number has no place on an axis and is omitted. Every value is one synchronous write: after
 * `kill -9` the file is readable up to the last whole one.
 */
export function tensorboardSink(path: string, { append: goOn = false }: TensorboardSinkOptions = {}): Sink {
  const fs = process.getBuiltinModule('node:fs'); // not imported: a browser can load the package for its other sinks
  let descriptor: number | undefined;
  const pointsOf = curvePoints();
  let hasParameters = false;

  function opened(event: StampedEvent): number {
    if (descriptor !== undefined) return descriptor;
    descriptor = fs.openSync(path, goOn ? 'a' : 'w');
    hasParameters = fs.fstatSync(descriptor).size > 0; // Perhaps; an end without a beginning is ignored.
    if (!hasParameters) fs.appendFileSync(descriptor, tfRecord(versionMessage(wallTime(event))));
    return descriptor;
  }

  function append(event: StampedEvent, step: number, value: SummaryValue): void {
    if (!Number.isSafeInteger(step)) return;
    fs.appendFileSync(opened(event), tfRecord(summaryMessage(wallTime(event), step, value)));
  }

  function appendParameters(event: StampedEvent, config: Readonly<Record<string, unknown>>): void {
    append(event, 0, { tag: '_hparams_/session_start_info', hparams: sessionStart(config, wallTime(event)) });
    append(event, 0, { tag: 'config', text: configTable(config) });
    hasParameters = true;
  }

  function appendEnd(event: StampedEvent<JobChange>): void {
    if (event.state === 'started' || event.state === 'skipped') return;
    const hparams = sessionEnd(event.state === 'finished', wallTime(event));
    if (hasParameters) append(event, 0, { tag: '_hparams_/session_end_info', hparams });
  }

  return defineSink({
    name: `tensorboard ${path}`,
    write(event) {
      opened(event);
      switch (event.type) {
        case 'metric': {
          const { tag, step } = metricPlace(event);
          return append(event, step, { tag, scalar: event.value });
        }
        case 'progress':
          for (const { tag, step, value } of pointsOf(event)) append(event, step, { tag, scalar: value });
          return;
        case 'histogram':
          return append(event, event.experience, { tag: event.name, histogram: event });
        case 'image':
          return append(event, event.experience, {
            tag: event.name,
            image: pngImage(fs.readFileSync(event.path)),
          });
        case 'run':
          if (event.config !== undefined) appendParameters(event, event.config);
          return;
        case 'job':
          return appendEnd(event);
        case 'message':
        case 'end':
          return;
        default:
          return event satisfies never;
      }
    },
    close() {
      if (descriptor !== undefined) fs.closeSync(descriptor);
      descriptor = undefined;
    },
  });
}

/** Seconds since 1970. */
function wallTime(event: StampedEvent): number {
  return timeOf(event) / 1000;
}

/** A table in Markdown; nothing in it is read as markup. */
function configTable(config: Readonly<Record<string, unknown>>): string {
  const cell = (text: string) => printable(text).replace(/[\\`*_{}[\]<>()#+\-.!|&]/g, '\\$&');
  const rows = Object.entries(config).map(
    ([key, value]) => `| ${cell(key)} | ${cell(JSON.stringify(value) ?? '')} |`,
  );
  return ['| key | value |', '| --- | --- |', ...rows].join('\n');
}
