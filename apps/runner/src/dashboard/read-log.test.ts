import { appendFileSync, mkdirSync, realpathSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { readLog } from './read-log';

const line = (event: object) => `${JSON.stringify({ time: '2026-11-26T10:00:00.000Z', ...event })}\n`;
const loss = (step: number, value: number | string = step / 10) =>
  line({ type: 'progress', values: { loss: value }, curve: { name: 'distillation/experience0', step } });
const curve = (...points: (readonly [number, number | null])[]) => [
  { name: 'loss/distillation/experience0', points },
];

function log() {
  const root = realpathSync(temporaryFolder());
  const folder = join(root, 'job');
  mkdirSync(folder);
  return { file: join(folder, 'events.jsonl'), read: (after: string) => readLog(root, folder, after) };
}

test('a log that grows is read on where it was left: nothing twice, nothing lost, a torn line later', async () => {
  const { file, read } = log();
  expect(await read('')).toEqual({ anew: false, curves: [], place: '' });
  writeFileSync(file, loss(1) + loss(2).slice(0, 20));
  const first = await read('');
  expect(first).toMatchObject({ anew: true, curves: curve([1, 0.1]) });
  appendFileSync(file, loss(2).slice(20) + loss(3));
  const second = await read(first.place);
  expect(second).toMatchObject({ anew: false, curves: curve([2, 0.2], [3, 0.3]) });
  expect(await read(second.place)).toEqual({ anew: false, curves: [], place: second.place });
});

test('a log that was cut, even if it has grown beyond the place since, is read anew', async () => {
  const { file, read } = log();
  writeFileSync(file, loss(1) + loss(2) + loss(3));
  const { place } = await read('');
  truncateSync(file, loss(1).length);
  appendFileSync(file, loss(2, 7) + loss(3, 8) + loss(4, 9));
  expect(await read(place)).toMatchObject({ anew: true, curves: curve([1, 0.1], [2, 7], [3, 8], [4, 9]) });
});

test('names are those of TensorBoard, and values that JSON does not have are gaps', async () => {
  const { file, read } = log();
  const metric = { type: 'metric', job: 'a', name: 'accuracy', value: 0.5 };
  writeFileSync(
    file,
    loss(1, 'NaN') + line({ ...metric, experience: 1 }) + line({ ...metric, experience: 0, step: 100 }),
  );
  const { curves } = await read('');
  expect(curves).toEqual([
    ...curve([1, null]),
    { name: 'accuracy', points: [[1, 0.5]] },
    { name: 'accuracy/within_experience0', points: [[100, 0.5]] },
  ]);
});

test('whatever a log holds, what is sent is bounded', async () => {
  const { file, read } = log();
  const names = Array.from({ length: 1000 }, (_, i) =>
    line({ type: 'metric', name: `${i}${'<'.repeat(4000)}`, experience: 0, value: 1 }),
  );
  const long = Array.from({ length: 50_000 }, (_, i) => loss(i));
  const odd = [
    '{',
    'null',
    '[]',
    '{"type":"metric"}',
    '\u0000',
    line({ type: 'metric', name: '__proto__', experience: 0, value: 1 }),
  ];
  writeFileSync(file, [...long, `${'x'.repeat(3_000_000)}\n`, ...odd, ...names].join(''));
  const { curves } = await read('');
  expect(curves.length).toBe(200);
  expect(Math.max(...curves.map(({ name }) => name.length))).toBe(200);
  expect(Math.max(...curves.map(({ points }) => points.length))).toBeLessThan(2010);
  expect(curves[0]?.points.at(-1)).toEqual([49_999, 4999.9]);
});

test('a place that was made up reads everything', async () => {
  const { file, read } = log();
  writeFileSync(file, loss(1));
  for (const place of ['9999-abc', '-1-abc', 'x', '5-da39a3ee5e6b'])
    expect(await read(place)).toMatchObject({ anew: true, curves: curve([1, 0.1]) });
});
