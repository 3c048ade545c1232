// `pnpm bench:report`: how long `exmodel report` takes for 500 runs of 12 jobs, or as many runs as are given. They are made up, nothing is trained.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const runs = Number(process.argv[2] ?? 500);
const turns = 5; // The median of so many is printed.
const [strategies, seeds, experiences, classes] = [4, 3, 5, 10];
const command = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const list = (count, make) => Array.from({ length: count }, (_, i) => make(i));

/** Results as a job writes them, with numbers that depend on its place. */
function metrics(run, strategy, seed) {
  const share = (i) => Math.round(1e6 * Math.abs(Math.sin(run + 10 * strategy + 100 * seed + i))) / 1e6;
  const matrix = (columns) => list(experiences, (k) => list(columns, (e) => share(k * columns + e)));
  return {
    schema: 3,
    ...{ run: `run${run}`, job: `strategy${strategy}/SEED${seed}` },
    ...{ strategy: `strategy${strategy}`, scenario: 'split_mnist', seed },
    config: { scenario: 'split_mnist', strategy: `strategy${strategy}`, seed, lr: 0.01 * (1 + (run % 7)) },
    versions: { exmodel: '0.0.0', tfjs: '4.22.0', node: process.version, backend: 'wasm' },
    experiences: list(experiences, (e) => ({
      classes: [2 * e, 2 * e + 1],
      ...{ task: null, testImages: 2000, expertAccuracy: 0.99 },
    })),
    accuracyMatrix: matrix(experiences),
    lossMatrix: matrix(experiences),
    classAccuracyMatrix: matrix(classes),
    ...{ accuracy: share(0), loss: share(1), topKAccuracy: [{ k: 2, accuracy: 0.9 }] },
    calibration: {
      ...{ expectedCalibrationError: 0.1, maximumCalibrationError: 0.2, brierScore: 0.3 },
      reliability: list(15, (b) => ({ confidence: (b + 0.5) / 15, accuracy: share(b), images: 100 + b })),
    },
    ...{ averageAccuracy: share(0), averageForgetting: 0.1, backwardTransfer: -0.1 },
    forgetting: list(experiences, share),
    confusion: list(classes, () => list(classes, (c) => 10 * c)),
    perClassAccuracy: list(classes, share),
    accuracyCurve: list(20, (i) => ({ experience: i % experiences, iteration: 10 * i, accuracy: share(i) })),
    ...{ stateBytes: 1e6, parameters: 61706, macs: 416520, samples: null, process: null },
    times: {
      finishedAt: '2026-11-23T05:42:33.120Z',
      ...{ synthesis: 1, distillation: 60, training: 0, evaluation: 2, total: 65 },
    },
  };
}

const folder = mkdtempSync(join(tmpdir(), 'exmodel-bench-'));
try {
  for (const run of list(runs, (i) => i)) {
    for (const strategy of list(strategies, (i) => i)) {
      for (const seed of list(seeds, (i) => i)) {
        const job = join(folder, `runs/run${run}/strategy${strategy}/SEED${seed}`);
        mkdirSync(job, { recursive: true });
        writeFileSync(join(job, 'metrics.json'), JSON.stringify(metrics(run, strategy, seed)));
      }
    }
  }
  // The processor's time, too: on a busy machine it says more.
  const timed = [
    '--import',
    "data:text/javascript,process.on('exit',()=>console.log(process.cpuUsage().user/1e6))",
  ];
  for (const out of ['report.html', 'rows.csv', 'rows.parquet']) {
    const measured = list(turns, () => {
      const began = performance.now();
      const printed = execFileSync(process.execPath, [...timed, command, 'report', 'runs', '--out', out], {
        cwd: folder,
        env: { ...process.env, INIT_CWD: folder }, // pnpm's would be the checkout.
        encoding: 'utf8',
      });
      return {
        elapsed: (performance.now() - began) / 1000,
        processor: Number(printed.trim().split('\n').at(-1)),
      };
    });
    const median = (key) =>
      measured
        .map((each) => each[key])
        .toSorted((a, b) => a - b)
        [turns >> 1].toFixed(2);
    const size = (statSync(join(folder, out)).size / 1e6).toFixed(1);
    console.log(
      `${out.padEnd(12)} ${median('elapsed')} s (${median('processor')} s of the processor), ${size} MB, of ${runs} runs with ${strategies * seeds} jobs`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
