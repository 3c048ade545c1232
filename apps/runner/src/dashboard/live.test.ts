import { appendFileSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { someJobConfig } from '../../test/metrics';
import { temporaryFolder } from '../../test/temporary-folder';
import { type LiveMessage, live } from './live';
import { RunIndex } from './run-index';

const point = (experience: number) =>
  `${JSON.stringify({ type: 'metric', name: 'accuracy', experience, value: experience / 10 })}\n`;

function watchedRun() {
  const root = realpathSync(temporaryFolder());
  const job = join(root, 'runs/a');
  mkdirSync(job, { recursive: true });
  writeFileSync(join(job, 'config.json'), JSON.stringify(someJobConfig()));
  const log = (text: string) => appendFileSync(join(job, 'events.jsonl'), text);
  const newIndex = () => new RunIndex([join(root, 'runs')], (folder) => relative(root, folder));
  return { log, newIndex };
}

/** All messages until nothing more happens. */
async function messages(index: RunIndex, after: string): Promise<LiveMessage[]> {
  const received: LiveMessage[] = [];
  let isOver = false;
  const wait = async () => {
    isOver = true;
  };
  for await (const message of live(index, ['runs/a'], after, () => isOver, wait)) received.push(message);
  return received;
}

const pointsOf = (received: readonly LiveMessage[]) =>
  received.flatMap(({ event, data }) => (event === 'log' ? data.curves.flatMap(({ points }) => points) : []));

test('a page that was cut off goes on with the id of its last message: no point twice, none lost', async () => {
  const { log, newIndex } = watchedRun();
  const index = newIndex();
  log(point(0) + point(1));
  const first = await messages(index, '');
  expect(first.map(({ event }) => event)).toEqual(['jobs', 'log']);
  expect(first[0]?.data).toMatchObject({ anew: true, jobs: [{ job: 'runs/a' }] });
  expect(pointsOf(first)).toEqual([
    [0, 0],
    [1, 0.1],
  ]);
  log(point(2));
  const again = await messages(index, first.at(-1)?.id ?? '');
  expect(pointsOf(again)).toEqual([[2, 0.2]]);
  const restarted = await messages(newIndex(), again.at(-1)?.id ?? '');
  expect(restarted).toMatchObject([{ event: 'jobs', data: { anew: true, jobs: [{ job: 'runs/a' }] } }]);
});

test('a log that cannot be read is told of once, and ends nothing', async () => {
  const { log, newIndex } = watchedRun();
  log(point(0));
  const index = newIndex();
  const { folderOf } = index;
  let isBroken = true;
  index.folderOf = (job) => {
    const folder = folderOf.call(index, job);
    // No system opens such a path.
    return folder && isBroken ? { ...folder, path: `${folder.path}\0` } : folder;
  };
  const broken = await messages(index, '');
  expect(broken).toMatchObject([
    { event: 'jobs' },
    { event: 'log', data: { curves: [], fault: expect.stringMatching(/events\.jsonl/) } },
  ]);
  expect(await messages(index, broken.at(-1)?.id ?? '')).toMatchObject([{ event: 'jobs' }]);
  isBroken = false;
  const mended = await messages(index, broken.at(-1)?.id ?? '');
  expect(mended).toMatchObject([{ event: 'jobs' }, { event: 'log', data: { anew: true } }]);
  expect(pointsOf(mended)).toEqual([[0, 0]]);
});

test('an id that was made up begins anew', async () => {
  const { log, newIndex } = watchedRun();
  log(point(0));
  const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  for (const id of [
    'x',
    forged(null),
    forged({ epoch: 'x', version: 9, places: null }),
    forged({ places: { 'runs/a': 7, 'runs/b': '0-x' } }),
  ]) {
    const received = await messages(newIndex(), id);
    expect(received[0]?.data).toMatchObject({ anew: true, jobs: [{ job: 'runs/a' }] });
    expect(pointsOf(received)).toEqual([[0, 0]]);
  }
});
