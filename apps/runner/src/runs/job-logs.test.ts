import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventStream, memorySink } from '@exmodel/loggers';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { UnwritableFolderError } from '../storage/job-folder';
import { jobLogs } from './job-logs';

/** A job whose folder has an obstacle, or none, in the place of one log. */
function started(obstacle?: string) {
  const folder = temporaryFolder();
  if (obstacle !== undefined) mkdirSync(join(folder, obstacle));
  const logs = jobLogs(folder);
  const memory = memorySink();
  const events = new EventStream([memory, ...logs.sinks]);
  events.emit({ type: 'job', job: 'a', state: 'started' });
  return { folder, logs, events, memory };
}

it.each(['log.txt', 'events.jsonl', 'metrics.csv', 'events.out.tfevents.exmodel'])(
  'a job without its %s is refused, whenever it asks; its other logs do go on',
  async (name) => {
    const { folder, logs, events, memory } = started(name);
    expect(() => logs.refuseIncomplete()).toThrow(UnwritableFolderError);
    expect(() => logs.refuseIncomplete()).toThrow(/cannot be written: EISDIR/);
    events.emit({ type: 'job', job: 'a', state: 'failed', detail: 'disk' });
    const whole = name === 'log.txt' ? 'events.jsonl' : 'log.txt';
    expect(readFileSync(join(folder, whole), 'utf8')).toMatch(/failed/);
    logs.reportIncomplete(events);
    expect(memory.events.at(-1)).toMatchObject({
      level: 'warning',
      text: expect.stringMatching(/^A log may be incomplete\. .*EISDIR/),
    });
    await events.close();
  },
);

it('a job with all its logs goes on', async () => {
  const { logs, events, memory } = started();
  logs.refuseIncomplete();
  logs.reportIncomplete(events);
  expect(memory.events).toHaveLength(1);
  await events.close();
});
