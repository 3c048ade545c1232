import { binEnds } from '../bin-ends';
import { defineSink } from '../define-sink';
import { curvePoints, metricPlace } from '../points';
import type { StampedEvent } from '../run-event';
import type { Sink } from '../sink';
import { timeOf } from '../time-of';
import { fileHead, logRecord, readLogRecords } from './log-blocks';
import { type WandbItem, type WandbRecord, wandbRecord } from './wandb-record';

export interface WandbSinkOptions {
  readonly project: string;
  /** Name of the run, and of the group that it is part of. */
  readonly run: string;
  readonly group: string;
  /** By which W&B knows the run, whenever it is uploaded; by default a new one for a new file. */
  readonly id?: string | undefined;
}

/**
 * Writes one job to a file of W&B's offline format, which `wandb sync FOLDER` uploads; nothing is sent anywhere. A file that is there is continued, without
 * what a killed process wrote half. Its folder is made.
 *
 * W&B has one axis: its steps are those of the file, one for each point, in the order of time. The place of a point on its own axis stands beside it, as
 * `experience` or `step`: choose that as the x axis of a chart. The `config` of a `run` event before all numbers is the configuration; the summary has the last value of each name.
 * Images are not part of it. Every record is one synchronous write.
 *
 * @param path `wandb/offline-run-DATE-ID/run-ID.wandb`
 */
export function wandbSink(path: string, { project, run, group, id = newId() }: WandbSinkOptions): Sink {
  const fs = process.getBuiltinModule('node:fs'); // not imported: a browser can load the package for its other sinks
  const { dirname } = process.getBuiltinModule('node:path');
  const pointsOf = curvePoints();
  const summary = new Map<string, unknown>();
  let file: { readonly descriptor: number; length: number; records: number } | undefined;
  let step = 0;
  let began = 0;
  let isDescribed = false;

  function append(record: WandbRecord): void {
    if (file === undefined) return;
    file.records += 1;
    const bytes = logRecord(wandbRecord(file.records, record), file.length);
    fs.appendFileSync(file.descriptor, bytes);
    file.length += bytes.length;
  }

  /** Opens the file; one that goes on knows its run already. */
  function open(): void {
    fs.mkdirSync(dirname(path), { recursive: true });
    const descriptor = fs.openSync(path, 'a+');
    const bytes = fs.readFileSync(path);
    if (bytes.length < fileHead.length) {
      fs.ftruncateSync(descriptor);
      fs.appendFileSync(descriptor, fileHead);
      file = { descriptor, length: fileHead.length, records: 0 };
      append({ type: 'header' });
      return;
    }
    const { records, end } = readLogRecords(bytes);
    fs.ftruncateSync(descriptor, end);
    file = { descriptor, length: end, records: records.length };
    step = records.length; // Steps need only grow.
    isDescribed = records.length > 1;
  }

  /** Says once what the run is: W&B reads the first such record only. */
  function describe(config: readonly WandbItem[]): void {
    if (isDescribed) return;
    isDescribed = true;
    append({ type: 'run', id, project, name: run, group, config, time: began });
  }

  function log(items: readonly WandbItem[]): void {
    describe([]);
    append({ type: 'history', step, items });
    step += 1;
    for (const [key, value] of items) summary.set(key, value);
  }

  return defineSink({
    name: `wandb ${path}`,
    write(event: StampedEvent) {
      const time = timeOf(event);
      if (file === undefined) {
        began = time;
        open();
      }
      switch (event.type) {
        case 'metric': {
          const { tag, step } = metricPlace(event);
          return log([
            [tag, event.value],
            [event.step === undefined ? 'experience' : 'step', step],
          ]);
        }
        case 'progress':
          for (const { tag, step, value } of pointsOf(event))
            log([
              [tag, value],
              ['step', step],
            ]);
          return;
        case 'job':
        case 'end': {
          if (event.state === 'started' || event.state === 'skipped') return;
          describe([]);
          append({ type: 'summary', items: [...summary] });
          append({
            type: 'exit',
            code: event.state === 'finished' ? 0 : 1,
            seconds: Math.round((time - began) / 1000),
          });
          return;
        }
        case 'run':
          return describe(Object.entries(event.config ?? {}));
        case 'histogram':
          return log([
            [event.name, { _type: 'histogram', values: event.counts, bins: [event.min, ...binEnds(event)] }],
            ['experience', event.experience],
          ]);
        case 'image':
        case 'message':
          return;
        default:
          return event satisfies never;
      }
    },
    close() {
      if (file !== undefined) fs.closeSync(file.descriptor);
      file = undefined;
    },
  });
}

/** Eight characters, as W&B's own. */
function newId(): string {
  return globalThis.crypto.randomUUID().slice(0, 8);
}
