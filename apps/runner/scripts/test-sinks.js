// `pnpm test:sinks`: runs a small experiment, and reads what it wrote for tools of others with these tools: the Python packages tensorboard, wandb and
// mlflow, installed for the occasion unless `python3` (or PYTHON) has them. Where one cannot be installed it is said.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { fakeWandb } from './fake-wandb.js';

const folder = mkdtempSync(join(tmpdir(), 'exmodel-sinks-'));
const children = [];
process.on('exit', () => {
  for (const child of children) child.kill();
  rmSync(folder, { recursive: true, force: true });
});

const succeeds = (command, ...parameters) => spawnSync(command, parameters).status === 0;
const script = (name) => fileURLToPath(new URL(name, import.meta.url));
const near = (found, expected) => {
  assert.deepEqual(
    found.map(([step]) => step),
    expected.map(([step]) => step),
  );
  for (const [i, [, value]] of found.entries()) assert.ok(Math.abs(value - expected[i][1]) < 1e-6);
};

/** A Python that can import a package of PyPI; undefined where there is none. */
function pythonWith(name) {
  const given = process.env.PYTHON ?? 'python3';
  if (succeeds(given, '-c', `import ${name}`)) return given;
  const environment = join(folder, 'python');
  const own = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (!succeeds(own, '--version') && !succeeds(given, '-m', 'venv', environment)) return undefined;
  return succeeds(own, '-m', 'pip', 'install', '--quiet', name) ? own : undefined;
}

/** A real MLflow server. */
async function mlflowServer(python) {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  const places = [
    '--backend-store-uri',
    `sqlite:///${folder}/mlflow.db`,
    '--artifacts-destination',
    join(folder, 'artifacts'),
  ];
  const options = ['server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1', ...places];
  children.push(spawn(python, ['-m', 'mlflow', ...options], { stdio: 'ignore' }));
  const address = `http://127.0.0.1:${port}`;
  const isUp = () =>
    fetch(`${address}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isUp())) await setTimeout(500);
  return address;
}

const pythons = Object.fromEntries(
  ['tensorboard', 'wandb', 'mlflow'].map((name) => [name, pythonWith(name)]),
);
for (const [name, python] of Object.entries(pythons))
  if (python === undefined) console.log(`${name}: not tested, it is not there and cannot be installed here.`);
const mlflow = pythons.mlflow === undefined ? undefined : await mlflowServer(pythons.mlflow);

const values = {
  synthetic: true,
  strategy: 'minversion_ed',
  expert_epochs: 1,
  expert_mb_size: 8,
  num_iter_per_exp: 12,
};
const more = { eval_every: 4, buffer_size: 20, buffer_iter: 6, name: 'x', logdir: folder };
const settings = Object.entries({ ...values, ...more }).flatMap(([key, value]) => [
  '--set',
  `${key}=${value}`,
]);
const sinks = ['--sink', 'wandb=p', ...(mlflow === undefined ? [] : [`mlflow=${mlflow}`])];
const run = spawnSync(process.execPath, [script('../dist/index.js'), 'run', ...settings, ...sinks], {
  encoding: 'utf8',
});
assert.equal(run.status, 0, run.stderr);
assert.ok(!run.stdout.includes('was dropped'), run.stdout);

const job = join(folder, 'x/minversion_ed');
const metrics = JSON.parse(readFileSync(join(job, 'metrics.json'), 'utf8'));
const experiences = [0, 1, 2, 3, 4];
const last = metrics.accuracyMatrix.length - 1;
assert.equal(last, 4);
const onExperience = (experience) => metrics.accuracyMatrix.map((row, after) => [after, row[experience]]);
const within = (experience) =>
  metrics.accuracyCurve
    .filter((point) => point.experience === experience)
    .map(({ iteration, accuracy }) => [iteration, accuracy]);

const histograms = readFileSync(join(job, 'events.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line.includes('"type":"histogram"'))
  .map((line) => JSON.parse(line));
assert.equal(histograms.length, 5 * experiences.length);

if (pythons.tensorboard !== undefined) {
  const reader = spawnSync(pythons.tensorboard, [script('read-tensorboard.py'), job], { encoding: 'utf8' });
  assert.equal(reader.status, 0, reader.stderr);
  const { scalars, images, histograms: read, hparams, text } = JSON.parse(reader.stdout);
  near(scalars.accuracy.slice(-1), [[last, metrics.accuracy]]);
  for (const experience of experiences) {
    near(scalars[`accuracy/experience${experience}`], onExperience(experience));
    near(scalars[`accuracy/within_experience${experience}`], within(experience));
    assert.equal(scalars[`loss/distillation/experience${experience}`].length, 12);
    assert.equal(scalars[`loss/synthesis/experience${experience}`].length, 6);
  }
  assert.deepEqual(
    images.samples.map(([step]) => step),
    experiences,
  );
  const [, width, height] = images.samples[4];
  assert.equal(width, 10 * 34 - 2);
  assert.ok(height > 0);
  for (const [tag, steps] of Object.entries(read)) {
    const expected = histograms.filter(({ name }) => name === tag);
    assert.deepEqual(
      steps,
      expected.map(({ experience, min, max, counts }) => [
        ...[experience, counts.reduce((sum, count) => sum + count), min, max, counts],
      ]),
    );
    assert.equal(steps.length, experiences.length);
  }
  assert.equal(Object.keys(read).length, 5);
  assert.equal(read['weights/feature_extractor.0/kernel'][0][1], 6 * 1 * 5 * 5);
  assert.equal(hparams.strategy, 'minversion_ed');
  assert.equal(hparams.lr, metrics.config.lr);
  assert.match(text, /\| strategy \| "minversion\\_ed" \|/);
  console.log(
    `tensorboard read ${Object.keys(scalars).length} curves, ${images.samples.length} images and ${Object.keys(read).length} histograms: what metrics.json and events.jsonl say.`,
  );
}

if (pythons.wandb !== undefined) {
  const { kept, address, close } = await fakeWandb();
  const env = {
    ...process.env,
    WANDB_BASE_URL: address,
    WANDB_API_KEY: 'a'.repeat(40),
    WANDB_ERROR_REPORTING: 'false',
  };
  const sync = spawn(pythons.wandb, ['-m', 'wandb', 'sync', join(job, 'wandb/offline-run')], {
    ...{ cwd: folder, env }, // It leaves a log where it runs.
    stdio: 'ignore',
  });
  const [code] = await once(sync, 'exit');
  close();
  assert.equal(code, 0);
  for (const experience of experiences) {
    const name = `accuracy/experience${experience}`;
    const points = kept.history.filter((line) => name in line);
    near(
      points.map((line) => [line.experience, line[name]]),
      onExperience(experience),
    );
  }
  for (const { name, experience, min, max, counts } of histograms) {
    const line = kept.history.find((each) => name in each && each.experience === experience);
    assert.equal(line[name]._type, 'histogram');
    assert.deepEqual(line[name].values, counts);
    const { bins } = line[name];
    assert.deepEqual([bins.length, bins[0], bins.at(-1)], [counts.length + 1, min, max]);
  }
  assert.equal(kept.summary.accuracy, metrics.accuracy);
  assert.equal(kept.config.strategy.value, 'minversion_ed');
  assert.equal(kept.exitCode, 0);
  console.log(
    `wandb sync sent ${kept.history.length} points, ${histograms.length} of them histograms: what metrics.json says.`,
  );
}

if (mlflow !== undefined) {
  const ask = async (path, body) => {
    const init =
      body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    return (await fetch(`${mlflow}/api/2.0/mlflow/${path}`, init)).json();
  };
  const { experiment } = await ask('experiments/get-by-name?experiment_name=x');
  const { runs } = await ask('runs/search', { experiment_ids: [experiment.experiment_id] });
  assert.equal(runs.length, 1);
  const [{ info, data }] = runs;
  assert.equal(info.status, 'FINISHED');
  assert.equal(info.run_name, 'minversion_ed');
  const parameter = (name) => data.params.find(({ key }) => key === name)?.value;
  assert.deepEqual([parameter('strategy'), parameter('lr')], ['minversion_ed', String(metrics.config.lr)]);
  for (const experience of experiences) {
    const query = new URLSearchParams({
      run_id: info.run_id,
      metric_key: `accuracy/experience${experience}`,
    });
    const history = await ask(`metrics/get-history?${query}`);
    near(
      history.metrics.map(({ step, value }) => [Number(step), value]),
      onExperience(experience),
    );
  }
  const { files } = await ask(`artifacts/list?run_id=${info.run_id}`);
  assert.deepEqual(
    files.map(({ path }) => path),
    ['samples.png'],
  );
  console.log(
    `mlflow has ${data.metrics.length} metrics and ${data.params.length} parameters: what metrics.json says.`,
  );
}
process.exit(0);
