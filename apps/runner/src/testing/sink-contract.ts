import assert from 'node:assert/strict';
import { ClosedSinkError, EventStream, type RunEvent, type Sink } from '@exmodel/loggers';
import type { Check } from './check';

const events: readonly RunEvent[] = [
  { type: 'run', name: 'run', jobs: ['a'], backend: 'wasm', seed: 1 },
  { type: 'job', job: 'a', state: 'started' },
  {
    type: 'progress',
    phase: 'a',
    detail: 'step 1',
    done: 0,
    total: 1,
    work: { done: 1, total: 2 },
    values: { loss: Number.NaN },
  },
  { type: 'metric', job: 'a', experience: 0, name: 'accuracy', value: 0.5 },
  { type: 'message', level: 'warning', text: 'two\nlines' },
  { type: 'job', job: 'a', state: 'finished' },
  { type: 'end', state: 'finished' },
];

/**
 * What every sink must do.
 *
 * @param open makes a new one
 */
export function sinkContract(open: () => Sink): readonly Check[] {
  return [
    {
      name: 'accepts every type of event',
      async run() {
        const failures: string[] = [];
        const report: Sink = {
          name: 'report',
          write(event) {
            if (event.type === 'message' && event.level === 'warning' && event.text !== 'two\nlines')
              failures.push(event.text);
          },
          close() {},
        };
        const stream = new EventStream([report, open()]);
        for (const event of events) stream.emit(event);
        await stream.close();
        assert.deepEqual(failures, []);
      },
    },
    {
      name: 'may be closed before any event, and again',
      async run() {
        const sink = open();
        await sink.close();
        await sink.close();
      },
    },
    {
      name: 'refuses an event after it was closed, by ClosedSinkError (defineSink does it)',
      async run() {
        const sink = open();
        await sink.close();
        const late = {
          type: 'message',
          level: 'info',
          text: 'late',
          time: new Date(0).toISOString(),
        } as const;
        assert.throws(() => sink.write(late), ClosedSinkError);
      },
    },
  ];
}
