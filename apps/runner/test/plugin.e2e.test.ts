import { cpSync, writeFileSync } from 'node:fs';
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
  ['enum A { B }\nexport default { strategies: [] }', /enum is not supported/],
  [
    "export default { imageKinds: [{ name: 'painted', from: 'seed', strategy: 'x' }] }",
    /^NameTakenError: a plugin adds the image kind "painted", but there is one/,
  ],
])('refuses a plugin that is wrong: %s', async (source, message) => {
  writeFileSync(join(cwd, 'broken.ts'), source);
  const { code, stderr } = await exmodel(['run', 'bands.yaml', '--plugin', 'broken.ts'], { cwd });
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(message) });
  expect(stderr).not.toContain('a bug in exmodel');
});
