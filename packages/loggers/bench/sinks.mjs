// `pnpm bench:sinks`: what an event costs: a million reports of progress, as a training of four hours makes them, through one sink and through all
// together; and how often the terminal is written to. Processor time, so that other programs do not count.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvSink, EventStream, jsonlSink, progressSink, textSink } from '../dist/index.js';
import { tensorboardSink } from '../dist/tensorboard.js';
import { wandbSink } from '../dist/wandb.js';

const count = Number(process.argv[2] ?? 1_000_000);
const interval = 15; // milliseconds between two events, by their own time
const folder = mkdtempSync(join(tmpdir(), 'exmodel-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

let writes = 0;
const terminal = {
  isTTY: true,
  columns: 100,
  write: () => {
    writes += 1;
  },
};
const sinks = {
  terminal: () => progressSink(terminal, { env: {} }),
  text: (file) => textSink(file),
  jsonl: (file) => jsonlSink(file),
  csv: (file) => csvSink(file),
  tensorboard: (file) => tensorboardSink(file),
  wandb: (file) => wandbSink(file, { project: 'p', run: 'r', group: 'g' }),
};

async function measure(name, made) {
  let time = 1_790_000_000_000;
  const stream = new EventStream(made, () => time);
  const began = process.cpuUsage();
  for (let i = 0; i < count; i++) {
    time += interval;
    const step = i % 50_000;
    stream.emit({
      type: 'progress',
      phase: 'replay_ed',
      detail: `distillation ${step}/50000`,
      done: 1 + Math.floor(i / 50_000),
      total: 20,
      work: { done: i, total: count },
      values: { loss: 1 / (1 + i) },
      curve: { name: `distillation/experience${Math.floor(i / 50_000)}`, step },
    });
  }
  await stream.close();
  const { user, system } = process.cpuUsage(began);
  console.log(`${name.padEnd(12)} ${((user + system) / count).toFixed(2)} µs an event`);
}

await measure('no sink', []);
for (const [name, make] of Object.entries(sinks)) await measure(name, [make(join(folder, name))]);
writes = 0;
await measure(
  'all',
  Object.entries(sinks).map(([name, make]) => make(join(folder, `all-${name}`))),
);
console.log(`terminal     ${(writes / ((count * interval) / 1000)).toFixed(1)} writes a second`);
