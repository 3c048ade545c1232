import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { exmodel, repository } from './exmodel-command';
import { temporaryFolder } from './temporary-folder';

/** Outside of the repository, with nothing installed. */
const cwd = temporaryFolder(afterAll);
const call = (...parameters: string[]) => exmodel([...parameters, '--plugin', 'mine.ts'], { cwd });

beforeAll(() => cpSync(join(repository, 'examples/plugin'), cwd, { recursive: true }));

it('jobs of a plugin run, in processes too; its sink is told, its metric is a column', async () => {
  const short = ['--set', 'num_iter_per_exp=2', '--set', 'expert_epochs=1'];
  const run = await call('run', 'bands.yaml', '--jobs', '2', ...short);
  expect(run.code).toBe(0);
  expect(run.stdout).toMatch(/✓ scaled_targets_ed finished/);
  expect(run.stdout).toMatch(/✓ stripes_ed finished/);
  expect(run.stderr).toMatch(/^bands: scaled_targets_ed finished$/m);
  const report = await call('report', 'runs/bands', '--format', 'csv');
  expect(report.stdout).toMatch(/^runs.bands.*,split_bands,scaled_targets_ed,.*,worstClass,0/m);
});

it('mistakes in its keys and its metric are reported by their names', async () => {
  const { code, stderr } = await call(
    'run',
    'bands.yaml',
    '--set',
    'logit_scal=1',
    '--set',
    'metric_name=worstClas',
  );
  expect(code).toBe(1);
  expect(stderr).toMatch(/unknown key "logit_scal"\. Did you mean "logit_scale"\?/);
  expect((await call('run', 'bands.yaml', '--set', 'metric_name=worstClas')).stderr).toMatch(
    /Did you mean "worstClass"\?/,
  );
});

it.each([
  ['export default {', /^PluginError: .*broken\.ts failed when it was loaded: .*Correct it\.\n$/s],
  [
    "import './nosuch.ts'",
    /^PluginError: .*loaded: Cannot find module '.*nosuch\.ts' imported from .*broken\.ts\. Correct the path in the import\.\n$/,
  ],
  [
    "import 'lodash'",
    /^PluginError: .*loaded: Cannot find package 'lodash' .*\. Install it .*\(npm install lodash\), or .*\n$/,
  ],
  [
    "import './folder'",
    /^PluginError: .*loaded: Directory import .*\. Import a file of the folder, with its ending\.\n$/,
  ],
  ['enum A { B }\nexport default { strategies: [] }', /enum is not supported/],
  [
    "export default { imageKinds: [{ name: 'painted', from: 'seed', strategy: 'x' }] }",
    /^NameTakenError: a plugin adds the image kind "painted", but there is one/,
  ],
  ['\n\nexport default {;', /^PluginError: .*loaded: \/.*broken\.mjs:3: .*\. Correct it\.\n$/, 'broken.mjs'],
  [
    "\nimport { none } from './whole.mjs'",
    /^PluginError: .*loaded: \/.*broken\.mjs:2: .*does not provide an export named 'none'\. Correct it\.\n$/,
    'broken.mjs',
  ],
  [
    "import './wrong.mjs'",
    /^PluginError: .*loaded: .*, in a module that it imports\. Corr.*\n$/,
    'broken.mjs',
  ],
  [
    'a: 1',
    /^PluginError: .*loaded: Unknown file extension "\.yaml" .* A plugin is a \.ts, .*\n$/,
    'broken.yaml',
  ],
])('refuses a plugin that is wrong: %s', async (source, message, file = 'broken.ts') => {
  mkdirSync(join(cwd, 'folder'), { recursive: true });
  writeFileSync(join(cwd, 'whole.mjs'), 'export default {}');
  writeFileSync(join(cwd, 'wrong.mjs'), 'export default {;');
  writeFileSync(join(cwd, file), source);
  const { code, stderr } = await exmodel(['run', 'bands.yaml', '--plugin', file], { cwd });
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(message) });
  expect(stderr).not.toContain('a bug in exmodel');
});
