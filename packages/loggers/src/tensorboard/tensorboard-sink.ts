import { defineSink } from '../define-sink';
import type { Progress, StampedEvent } from '../run-event';
import type { Sink } from '../sink';
import { type SummaryValue, summaryMessage, versionMessage } from './event-message';
import { pngImage } from './png-image';
import { tfRecord } from './record';

export interface TensorboardSinkOptions {
  /** Go on with a file of that name instead of replacing it. */
  readonly append?: boolean;
}

/**
 * Writes metrics, curves and images of one job to the TensorBoard event file at `path` (its folder must exist; its name must
 * hold `tfevents`, or TensorBoard overlooks it). A file of that name is replaced at the first event, of any type, unless `append` is set. Charts, by tag:
 *
 * - `accuracy`, or whatever a metric is called, over the experiences learned;
 * - `accuracy/within_experience0` where it was measured between, over the iterations;
 * - `loss/distillation/experience0` for progress that names its curve. Steps of more than three significant digits are left
 *   out (1234, but not 1230), so that a curve of 50 000 steps has 2 300 points, the same ones every time;
 * - images by their names, over the experiences.
 *
 * A value whose step is not a whole number has no place on an axis and is omitted. Every value is one synchronous write: after
 * `kill -9` the file is readable up to the last whole one.
 */
export function tensorboardSink(path: string, { append: goOn = false }: TensorboardSinkOptions = {}): Sink {
  const fs = process.getBuiltinModule('node:fs'); // not imported: a browser can load the package for its other sinks
  let descriptor: number | undefined;
  let lastPoint = '';

  function opened(event: StampedEvent): number {
    if (descriptor !== undefined) return descriptor;
    descriptor = fs.openSync(path, goOn ? 'a' : 'w');
    if (fs.fstatSync(descriptor).size === 0)
      fs.appendFileSync(descriptor, tfRecord(versionMessage(wallTime(event))));
    return descriptor;
  }

  function append(event: StampedEvent, step: number, value: SummaryValue): void {
    if (!Number.isSafeInteger(step)) return;
    fs.appendFileSync(opened(event), tfRecord(summaryMessage(wallTime(event), step, value)));
  }

  function appendCurve(event: StampedEvent<Progress>): void {
    const { curve, values } = event;
    if (curve === undefined || values === undefined || !isRound(curve.step)) return;
    const point = `${curve.name} ${curve.step}`; // A step may report its progress several times.
    if (point === lastPoint) return;
    lastPoint = point;
    for (const [name, scalar] of Object.entries(values)) {
      append(event, curve.step, { tag: `${name}/${curve.name}`, scalar });
    }
  }

  return defineSink({
    name: `tensorboard ${path}`,
    write(event) {
      opened(event);
      switch (event.type) {
        case 'metric': {
          const { name, step, experience, value } = event;
          const tag = step === undefined ? name : `${name}/within_experience${experience}`;
          return append(event, step ?? experience, { tag, scalar: value });
        }
        case 'progress':
          return appendCurve(event);
        case 'image':
          return append(event, event.experience, {
            tag: event.name,
            image: pngImage(fs.readFileSync(event.path)),
          });
        case 'run':
        case 'job':
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
function wallTime({ time }: StampedEvent): number {
  return Date.parse(time) / 1000;
}

/** At most three significant digits. */
function isRound(step: number): boolean {
  return Number(step.toPrecision(3)) === step;
}
