import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { RunEvent } from './run-event';
import { stampEvent } from './stamp-event';
import { textSink } from './text-sink';

test('log.txt reads as what happened, when and for how long', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'exmodel-text-'));
  const file = path.join(folder, 'log.txt');
  const sink = textSink(file);
  const start = Date.UTC(2026, 10, 23, 5, 42, 33);
  const write = (seconds: number, event: RunEvent) => sink.write(stampEvent(event, start + 1000 * seconds));
  const step = (phase: string, done: number): RunEvent => ({
    type: 'progress',
    phase,
    detail: '',
    done,
    total: 5,
  });

  write(0, { type: 'run', name: 'smnist', jobs: ['gn_ed', 'replay_ed'], backend: 'wasm', seed: 1234 });
  write(1, step('experts', 0));
  for (let i = 2; i < 70; i++) write(i, step('experts', 5));
  write(73, { type: 'job', job: 'gn_ed', state: 'started' });
  write(74, step('distil', 0));
  write(75, {
    type: 'metric',
    job: 'gn_ed',
    experience: 2,
    step: 1000,
    name: 'accuracy',
    value: 0.98123,
  });
  write(76, { type: 'message', level: 'warning', text: 'slow\n\n  disk\r\n' });
  write(80, step('distil', 5));
  write(81, step('distil', 0));
  write(3723, { type: 'end', state: 'finished' });
  await sink.close();

  expect(fs.readFileSync(file, 'utf8')).toBe(`\
05:42:33 run of 2026-11-23 (times in UTC)
05:42:33 smnist · gn_ed, replay_ed · backend wasm · seed 1234
05:42:34 experts: started
05:43:46 experts: ended after 1:12
05:43:46 gn_ed started
05:43:47 distil: started
05:43:48 gn_ed · experience 2 · step 1000 · accuracy 0.9812
05:43:49 warning: slow
05:43:49   disk
05:43:54 distil: ended after 0:07
05:43:54 distil: started
06:44:36 distil: ended after 1:00:42
06:44:36 finished after 1:02:03
`);
  fs.rmSync(folder, { recursive: true });
});
