import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { writeSafetensors } from '@exmodel/models';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zipBytes } from '../../../packages/models/test/zip-bytes';
import { chooseBackend } from '../src/backends/choose-backend';
import { bandExpert, bands } from './band-experts';
import { writeBandPhotos, writeLabelledBands } from './band-photos';
import { exmodel, filesBelow, repository, tinyYaml } from './exmodel-command';
import { teachableMachine, writeTeachableMachine } from './teachable-machine';
import { temporaryFolder } from './temporary-folder';

const cwd = temporaryFolder(afterAll);
/** An address without a server: no test reaches the real Hub. */
const env = { HF_ENDPOINT: 'http://127.0.0.1:1' };
const call = (...parameters: string[]) => exmodel(parameters, { cwd, env });
const fixtures = join(repository, 'packages/models/test/fixtures');

beforeAll(async () => {
  writeFileSync(join(cwd, 'tiny.yaml'), tinyYaml);
  // Built by now, and not before.
  const { writeSafetensors } = await import('@exmodel/models');
  const { writePytorch } = await import('@exmodel/models/pytorch');
  writeFileSync(join(cwd, 'a.safetensors'), writeSafetensors(bandExpert([0, 1])));
  writeFileSync(join(cwd, 'b.pth'), writePytorch(bandExpert([2, 3])));
  writeFileSync(join(cwd, 'cut.zip'), zipBytes({ 'model.json': '{}' }).subarray(0, -10));
  writeBandPhotos(join(cwd, 'photos'), 60);
  writeLabelledBands(join(cwd, 'labelled'), bands, 5);
  for (const name of ['.DS_Store', 'a\u001b[2J.txt', 'cut.png', 'list.csv']) {
    writeFileSync(join(cwd, 'photos', name), '\u0089PNG');
  }
});

describe('exmodel inspect', () => {
  it.each([
    ['lenet5.pth', 'PyTorch state dict (zip)'],
    ['lenet5-legacy.pth', 'PyTorch state dict (legacy format)'],
    ['lenet5.safetensors', 'safetensors'],
  ])('%s: its format, architecture and tensors', async (name, format) => {
    const { code, stdout, stderr } = await call('inspect', join(fixtures, name));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`format         ${format}, `);
    expect(stdout).toMatch(
      /architecture +lenet \(images 32×32×1, 10 classes\)\nparameters +61.706 in 10 tensors\n/,
    );
    expect(stdout).toMatch(/│ feature_extractor\.3\.weight +│ F32 +│ 16 × 6 × 5 × 5 +│ +2.400 │/);
    expect(stdout).toMatch(
      new RegExp(
        `\nTo merge it with another model:\n {2}npx -y pnpm@[\\d.]+ -C \\S+ exmodel merge \\S+${name}:@labels\\.txt OTHER:CLASS,CLASS --input HEIGHTxWIDTHx1 --mean M --std S\n`,
      ),
    );
  });

  it('counts what is NaN or infinite', async () => {
    const weights = new Map([
      ['conv.weight', { shape: [3], data: Float32Array.of(1, Number.NaN, Number.POSITIVE_INFINITY) }],
    ]);
    writeFileSync(join(cwd, 'nan.safetensors'), writeSafetensors(weights));
    const { code, stdout } = await call('inspect', 'nan.safetensors');
    expect(code).toBe(0);
    expect(stdout).toContain('values         2 NaN or infinite, in conv.weight\n');
    expect(stdout).toMatch(
      /\nIt cannot be merged as it is\. It holds NaN .*before its training diverged\.\n$/,
    );
    expect(stdout).toContain('│ 3, 2 of them NaN or infinite │');
  });

  it('a network: what goes in, what comes out, and what to type', async () => {
    const { stdout } = await call(
      'inspect',
      join(repository, 'apps/runner/test/fixtures/own-models/cats.zip'),
    );
    expect(stdout).toMatch(
      /^input {10}images 224×224×3\noutput {9}2 classes, softmax, which is cut off\nparameters/m,
    );
    expect(stdout).toMatch(/^metadata {7}classes: \["cat","no cat"\]$/m);
    expect(stdout).toMatch(
      /\nTo merge it with another model:\n {2}npx -y pnpm@[\d.]+ -C \S+ exmodel merge \S+cats\.zip OTHER:CLASS,CLASS\n$/,
    );
  });

  it('--json is for programs', async () => {
    const { stdout } = await call('inspect', join(fixtures, 'dtypes.pth'), '--json');
    const { format, architectures, tensors, notFinite, merge, mergeReason } = JSON.parse(stdout) as Record<
      string,
      Record<string, unknown>
    >;
    expect(notFinite).toBeTypeOf('object');
    expect(merge).toBeNull();
    expect(mergeReason).toMatch(/It holds NaN or infinite values\. Give a file/);
    expect({ format, architectures }).toEqual({ format: 'pytorch-zip', architectures: [] });
    expect(tensors?.float16).toEqual({ dtype: 'F16', shape: [6] });
  });

  it('reads from a web server', async () => {
    const server = createServer((_, response) => response.end(readFileSync(join(fixtures, 'lenet5.pth'))));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://me:secret@127.0.0.1:${port}/weights?sig=secret`;
    const { code, stdout } = await call('inspect', url);
    server.close();
    expect(code).toBe(0);
    expect(stdout).toContain(`http://127.0.0.1:${port}/weights?…\n`);
    expect(stdout).toContain('lenet (images 32×32×1, 10 classes)');
    expect(stdout).not.toContain('secret');
  });

  it('--json says why it did not look at values', async () => {
    const content = readFileSync(join(fixtures, 'lenet5.safetensors'));
    const server = createServer((_, response) => response.end(content));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { code, stdout } = await call('inspect', `http://127.0.0.1:${port}/a.safetensors`, '--json');
    server.close();
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      notFinite: null,
      notFiniteReason: 'not looked at: only the header was read',
    });
  });
});

it('exmodel inspect reads from the Hub that HF_ENDPOINT names, and keeps what it read', async () => {
  const bytes = readFileSync(join(fixtures, 'lenet5.pth'));
  const oid = createHash('sha256').update(bytes).digest('hex');
  let downloads = 0;
  const server = createServer((request, response) => {
    if (request.method === 'POST') {
      const file = {
        type: 'file',
        path: 'a.pth',
        size: bytes.length,
        oid: '',
        lfs: { oid, size: bytes.length },
      };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify([file]));
      return;
    }
    const body = request.headers.range === 'bytes=0-0' ? bytes.subarray(0, 1) : bytes;
    downloads += body.length > 1 ? 1 : 0;
    const range = `bytes 0-${body.length - 1}/${bytes.length}`;
    response.writeHead(206, { etag: '"1"', 'content-range': range }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const hub = { HF_ENDPOINT: `http://127.0.0.1:${port}`, XDG_CACHE_HOME: join(cwd, 'cache') };
  for (const _ of [1, 2]) {
    const { code, stdout, stderr } = await exmodel(['inspect', 'hf://me/experts/a.pth'], { cwd, env: hub });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('lenet (images 32×32×1, 10 classes)');
  }
  server.close();
  expect(downloads).toBe(1);
  expect(filesBelow(join(cwd, 'cache'))).toEqual([`exmodel/hub/blobs/${oid}`]);
});

describe('exmodel experts', () => {
  it('trains, lists, exports, imports and verifies; an experiment runs on what was imported', async () => {
    const train = await call('experts', 'train', 'tiny.yaml', '--backend', 'wasm', '--threads', '1');
    expect(train).toMatchObject({ code: 0, stderr: '' });
    expect(train.stdout).toMatch(/^backend: exmodel-wasm, threads: 1\n/);
    const [trained = ''] = filesBelow(join(cwd, 'runs/.experts'));
    const name = trained.split('/')[0] ?? '';
    expect(train.stdout).toContain(name);

    const exported = await call('experts', 'export', name, '--out', 'theirs/split_mnist/run0');
    expect(exported).toMatchObject({ code: 0, stderr: '' });
    expect(exported.stdout.trim().split('\n')).toHaveLength(5);

    const given = ['--scenario', 'split_mnist', '--run', '0', '--synthetic', '--backend', 'wasm'];
    const imported = await call('experts', 'import', 'theirs', ...given);
    expect(imported).toMatchObject({ code: 0, stderr: '' });
    expect(imported.stdout).toMatch(/^expert 1\/5 {2}classes \d \d {2}[\d.]+ % of its own test images/m);
    expect(imported.stdout).toContain('registered: split_mnist-run0, 5 experts');

    const list = await call('experts', 'list');
    expect(list.stdout).toMatch(
      new RegExp(`${name}.*lenet[^]*split_mnist-run0.*\\(synthetic\\).*1234.*lenet`),
    );
    const json = JSON.parse((await call('experts', 'list', '--json')).stdout) as { experts: object[] }[];
    expect(json.map(({ experts }) => experts.length)).toEqual([5, 5]);

    const verified = await call('experts', 'verify', '--backend', 'wasm');
    expect(verified).toMatchObject({ code: 0, stderr: '' });
    expect(verified.stdout.match(/as registered$/gm)).toHaveLength(10);

    const settings = [
      '--set',
      'experts=split_mnist-run0',
      '--set',
      'name=on-theirs',
      '--strategy',
      'model_average',
    ];
    const run = await call('run', 'tiny.yaml', ...settings, '--backend', 'wasm');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).not.toContain('epoch');

    copyFileSync(
      join(fixtures, 'lenet5.safetensors'),
      join(cwd, 'runs/.experts/split_mnist-run0/model_e2.safetensors'),
    );
    const spoilt = await call('experts', 'verify', 'split_mnist-run0', '--backend', 'wasm');
    expect(spoilt.code).toBe(1);
    expect(spoilt.stdout).toMatch(/expert 2 {2}.*is damaged: its sha256 is/);
    expect(spoilt.stderr).toMatch(
      /^ExpertRegistryError: 1 experts are not as registered\. Expected none\. Import/,
    );
  });
});

describe('experts of a split of one’s own', () => {
  const backend = ['--backend', 'wasm'];

  it('are imported file by file, as their images were prepared; an experiment runs on them by name and by folder', async () => {
    const split = [
      'experience_classes=[[5, 4], [8, 2, 0]]',
      'image_fit=pad',
      'image_mean=[.5]',
      'image_std=[.25]',
    ];
    const set = split.flatMap((setting) => ['--set', setting]);
    const trained = await call(
      'experts',
      'train',
      'tiny.yaml',
      ...set,
      '--set',
      'logdir=elsewhere',
      ...backend,
    );
    expect(trained).toMatchObject({ code: 0, stderr: '' });
    const [name = ''] = (filesBelow(join(cwd, 'elsewhere/.experts'))[0] ?? '').split('/');
    expect(await call('experts', 'export', name, '--logdir', 'elsewhere', '--out', 'others')).toMatchObject({
      code: 0,
    });

    const files = ['others/model_e0.pth:5,4', 'others/model_e1.pth:8,2,0'];
    const images = ['--image-fit', 'pad', '--mean', '.5', '--std', '.25', '--synthetic'];
    const imported = await call(
      'experts',
      'import',
      ...files,
      '--scenario',
      'split_mnist',
      ...images,
      ...backend,
    );
    expect(imported).toMatchObject({ code: 0, stderr: '' });
    expect(imported.stdout).toMatch(/^expert 2\/2 {2}classes 8 2 0 {2}[\d.]+ % of its own test images/m);
    const [, options = ''] =
      /registered: split_mnist-own, 2 experts\. .* with (--set .*)$/m.exec(imported.stdout) ?? [];
    const said = [...options.matchAll(/--set (?:'([^']*)'|(\S+))/g)].map(
      ([, quoted, plain]) => quoted ?? plain ?? '',
    );
    expect(said[0]).toBe('experts=split_mnist-own');

    const strategy = ['--strategy', 'model_average', ...backend];
    const results = await Promise.all(
      [said, ['experts=./runs/.experts/split_mnist-own', ...said.slice(1)]].map(async (settings, i) => {
        const all = [...settings, `name=own-${i}`].flatMap((setting) => ['--set', setting]);
        const run = await call('run', 'tiny.yaml', ...all, ...strategy);
        expect(run).toMatchObject({ code: 0, stderr: '' });
        return JSON.parse(readFileSync(join(cwd, `runs/own-${i}/model_average/metrics.json`), 'utf8'))
          .accuracy;
      }),
    );
    expect(results[0]).toBeGreaterThan(0);
    expect(results[1]).toBe(results[0]);
  });
});

describe('exmodel merge', () => {
  const experts = ['--expert', 'a.safetensors:top,upper', '--expert', 'b.pth:lower,bottom'];
  const quick = ['--iterations', '100', '--backend', 'wasm'];

  it('makes a student of files, says how long it will take and how well it agrees', async () => {
    const { code, stdout, stderr } = await call(
      'merge',
      ...experts,
      '--out',
      'student.safetensors',
      '--source',
      'noise',
      ...quick,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('expert   a.safetensors (simple_mlp): top, upper\n');
    expect(stdout).toContain('student  simple_mlp, images 8×8×1: top, upper, lower, bottom\n');
    expect(stdout).toMatch(/^time {5}about \d+:\d\d$/m);
    expect(stdout.match(/│ painted images │ +500 │ +[\d.]+ │/g)).toHaveLength(2);
    expect(stdout).toContain('This is not accuracy');
    expect(stdout).toContain('- what the experts’ images looked like: none has batch norm\n');
    expect(stdout).toMatch(/What would help most: --images FOLDER/);
    expect(stdout).toMatch(/written: student\.safetensors\n$/);
    const inspected = await call('inspect', 'student.safetensors');
    expect(inspected.stdout).toContain('metadata       classes: ["top","upper","lower","bottom"]');
  });

  it('--initial with another head and names of its own: the trunk is taken, and what is left out is named', async () => {
    const { writePytorch } = await import('@exmodel/models/pytorch');
    const inPublic = (name: string) => `net.${name.replace('classifier.', 'classifier.1.')}`;
    const tensors = [...bandExpert([0, 1, 2])].map(([name, each]) => [inPublic(name), each] as const);
    writeFileSync(join(cwd, 'public.pth'), writePytorch(new Map(tensors)));
    const pixels = ['--mean', '.25', '--std', '.35'];
    const options = ['--initial', 'public.pth', ...pixels, '--out', 'started.safetensors', ...quick];
    const { code, stdout, stderr } = await call('merge', ...experts, ...options);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(
      'initial  public.pth but for classifier (32×3), in whose place 2 experts have classifier (32×2)\n',
    );
    expect(stdout).toContain('origin   the weights of --initial\n');
    expect(stdout).toMatch(/written: started\.safetensors\n$/);

    const dry = await call('merge', ...experts, ...options, '--dry-run', '--json');
    expect(JSON.parse(dry.stdout)).toMatchObject({
      initial: { location: 'public.pth', leftOut: [{ file: 'a.safetensors' }, { file: 'b.pth' }] },
    });
  });

  it('learns from a folder of images and writes for PyTorch', async () => {
    const images = ['--images', 'photos', '--mean', '.25', '--std', '.35'];
    const { code, stdout, stderr } = await call(
      'merge',
      ...experts,
      '--out',
      'student.pth',
      ...images,
      ...quick,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('source   the experts’ consensus on the images given');
    expect(stdout).toContain(
      '! warning: no JPEG or PNG images of --images, and skipped (--strict stops instead): ' +
        '.DS_Store, a\\u001b[2J.txt, list.csv and 1 more\n',
    );
    expect(stdout.match(/│ --images +│ +\d+ │ +[\d.]+ │/g)).toHaveLength(2);
    const { readPytorch } = await import('@exmodel/models/pytorch');
    const { tensors } = readPytorch(readFileSync(join(cwd, 'student.pth')));
    expect(tensors.get('classifier.weight')?.shape).toEqual([bands.length, 32]);
  });

  it('--write: a page with the same numbers, and with --json nothing but JSON on standard output', async () => {
    const files = ['--out', 'of-page.safetensors', '--write', 'of-page.html'];
    const merge = ['merge', ...experts, ...files, '--source', 'noise', '--iterations', '2'];
    const { code, stdout, stderr } = await call(...merge, '--backend', 'wasm', '--json');
    expect({ code, stderr: stderr.match(/error/i) }).toEqual({ code: 0, stderr: null });
    const { agreement } = JSON.parse(stdout) as { agreement: { experts: { own: number }[] } };
    const page = readFileSync(join(cwd, 'of-page.html'), 'utf8');
    expect(page).toContain('<h1>of-page.safetensors: merged from 2 models</h1>');
    expect(page).toContain('simple_mlp, images 8×8×1: top, upper, lower, bottom');
    const shown = [...page.matchAll(/<data value="([\d.]+)">[\d.]+<\/data><\/td><\/tr>/g)];
    expect(shown.map(([, own]) => Number(own))).toEqual(agreement.experts.map(({ own }) => own));
  });

  it('tests a student on labelled images; sites’ results add up without images', async () => {
    const normalization = ['--mean', '.25', '--std', '.35'];
    const learning = [...experts, '--out', 'tested.safetensors', ...normalization, ...quick];
    const merged = await call('merge', ...learning, '--test', 'labelled');
    expect(merged).toMatchObject({ code: 0, stderr: '' });
    expect(merged.stdout).toMatch(/tested\.safetensors on 20 labelled images\n/);
    expect(merged.stdout).toMatch(/│ expert of lowest entropy +│ +[\d.]+ │/);
    const shared = await call('merge', ...learning, '--test', 'labelled', '--images', 'labelled/top');
    expect(shared.stderr).toMatch(/^MergeError: --test .* and --images .* share images/);

    const site = ['evaluate', 'tested.safetensors', '--images', 'labelled', '--json', '--backend', 'wasm'];
    const { stdout, code } = await call(
      ...site,
      '--experts',
      'a.safetensors:top,upper',
      'b.pth:lower,bottom',
    );
    expect(code).toBe(0);
    for (const name of ['one.json', 'two.json']) writeFileSync(join(cwd, name), stdout);
    const joined = await call('evaluate', '--join', 'one.json', 'two.json');
    expect(joined).toMatchObject({ code: 0, stderr: '' });
    expect(joined.stdout).toMatch(/tested\.safetensors on 40 labelled images of 2 sites\n/);
    expect(joined.stdout).toMatch(/│ two\.json +│ +20 │/);
    const refusals: readonly (readonly [string[], RegExp])[] = [
      [['--join', 'one.json', 'one.json'], /^MergeError: --join names one\.json twice/],
      [
        ['--join', 'one.json', 'tiny.yaml'],
        /^MergeError: tiny\.yaml is no result of a test: .*--json > RESULT/,
      ],
      [['tested.safetensors'], /^MergeError: no images were given to test tested\.safetensors on/],
      [
        ['tested.safetensors', '--join', 'one.json'],
        /^MergeError: --join was given with tested\.safetensors/,
      ],
    ];
    for (const [parameters, message] of refusals) {
      const refused = await call('evaluate', ...parameters);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(message);
    }
  });

  it('follows a recipe; the record beside its student repeats it to the bit', async () => {
    const recipe = `
experts:
  - a.safetensors:top,upper
  - b.pth:@labels.txt
out: by-recipe.pth
images-per-batch: 20
mean: .25
std: .35
iterations: 50
backend: wasm
`;
    writeFileSync(join(cwd, 'recipe.yaml'), recipe);
    writeFileSync(join(cwd, 'labels.txt'), 'lower\nbottom\n');
    const before = filesBelow(cwd);
    const planned = await call('merge', 'recipe.yaml', '--dry-run', '--json');
    expect(planned).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(planned.stdout)).toMatchObject({
      experts: [
        { file: 'a.safetensors', classes: ['top', 'upper'] },
        { file: 'b.pth', classes: ['lower', 'bottom'] },
      ],
      ...{ architecture: 'simple_mlp', classes: [...bands], input: [8, 8, 1] },
    });
    expect(filesBelow(cwd)).toEqual(before);

    const merged = await call('merge', 'recipe.yaml', '--json');
    expect(merged.code).toBe(0);
    const { agreement, evaluation } = JSON.parse(merged.stdout) as Record<string, unknown>;
    expect(agreement).toMatchObject({ on: 'painted images', experts: [{}, {}] });
    expect(evaluation).toBeNull();
    const student = readFileSync(join(cwd, 'by-recipe.pth'));
    const record = readFileSync(join(cwd, 'by-recipe.pth.recipe.yaml'), 'utf8');
    expect(record).toMatch(/^ {2}student: [0-9a-f]{64}$/m);
    expect(record).toContain('source: procedural\n');
    expect(record).toContain('    classes:\n      - lower\n      - bottom\n');
    expect(record).toContain('\nimages-per-batch: 20\n');
    const again = await call('merge', 'by-recipe.pth.recipe.yaml', '--overwrite', '--threads', '1');
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toMatch(/^backend {2}exmodel-wasm, threads: 1\n/);
    expect(readFileSync(join(cwd, 'by-recipe.pth')).equals(student)).toBe(true);
    // PyTorch's format has no room for names and normalisation: they are in the record.
    const alone = await call('evaluate', 'by-recipe.pth', '--images', 'labelled', '--backend', 'wasm');
    expect(alone).toMatchObject({ code: 0, stderr: '' });

    const refusals: readonly (readonly [string[], RegExp])[] = [
      [
        ['by-recipe.pth.recipe.yaml', '--seed', '2', '--overwrite'],
        /^OutputTakenError: .*this is .*recipe\.yaml, which/,
      ],
      [['recipe.yaml', 'b.pth:lower,bottom'], /^MergeError: recipe\.yaml was given beside b\.pth/],
    ];
    for (const [parameters, message] of refusals)
      expect((await call('merge', ...parameters)).stderr).toMatch(message);
    writeFileSync(
      join(cwd, 'other.yaml'),
      record.replace(/sha256: [0-9a-f]{4}/, 'sha256: 0000').replace('by-recipe', 'x'),
    );
    expect((await call('merge', 'other.yaml')).stderr).toMatch(
      /^MergeError: a\.safetensors has weights of sha256 .*as the recipe says/,
    );
  });

  it('of TensorFlow.js models in folders, with nothing else typed, in a folder like theirs', async () => {
    await chooseBackend('wasm');
    const trunk = { size: 8, alpha: 0.1, stages: 2, features: 12, units: 6, classes: 2, trunkSeed: 1 };
    for (const [headSeed, labels] of [
      ['cat', 'dog'],
      ['car', 'boat'],
    ].entries())
      await writeTeachableMachine(
        join(cwd, labels.join('-')),
        teachableMachine({ ...trunk, headSeed }),
        labels,
      );
    // As it is downloaded.
    const files = filesBelow(join(cwd, 'cat-dog')).map((name) => [
      name,
      readFileSync(join(cwd, 'cat-dog', name)),
    ]);
    writeFileSync(join(cwd, 'cat-dog.zip'), zipBytes(Object.fromEntries(files)));
    const { code, stdout, stderr } = await call('merge', 'cat-dog.zip', 'car-boat', ...quick);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^origin {3}unknown/m);
    expect(stdout).toContain('student  the network of cat-dog.zip, images 8×8×3: cat, dog, car, boat\n');
    expect(stdout).toMatch(/^images {3}5000$/m);
    expect(stdout).toMatch(/^memory {3}about \d+ MB$/m);
    expect(stdout).toMatch(/^trunk {4}the first 32 layers are the same in all experts/m);
    expect(stdout.match(/│ painted images │ +\d+ │ +[\d.]+ │/g)).toHaveLength(2);
    expect(stdout).toMatch(/^student is written; now it is compared$/m);
    expect(stdout).toMatch(/written: student\n$/);
    expect(filesBelow(join(cwd, 'student'))).toEqual(['metadata.json', 'model.json', 'weights.bin']);

    // A student is replaced, an expert and what others wrote never is.
    const refused = async (...parameters: string[]) =>
      (await call('merge', 'cat-dog', 'car-boat', '--iterations', '1', ...parameters)).stderr;
    expect(await refused('--out', 'cat-dog', '--overwrite')).toMatch(
      /^OutputTakenError: --out cat-dog: this is .*cat-dog.model\.json, which the command reads/,
    );
    for (const out of ['.', '..', 'model.json'])
      expect(await refused('--out', out)).toMatch(/^MergeError: --out \S+ makes .* Write --out student\.$/m);
    const besideStudent = join('student', 'cat-dog.zip');
    copyFileSync(join(cwd, 'cat-dog.zip'), join(cwd, besideStudent));
    expect(await call('merge', besideStudent, 'car-boat', ...quick, '--dry-run')).toMatchObject({ code: 0 });
    mkdirSync(join(cwd, 'mine'));
    writeFileSync(join(cwd, 'mine', 'weights.bin'), 'mine');
    expect(await refused('--out', 'mine')).toMatch(/^OutputTakenError: --out mine: there is a file already/);
    expect(await refused('--out', 'x.pth')).toMatch(
      /^MergeError: --out is .*x\.pth.* a folder for it\. Write --out x,/,
    );
  });
});

describe('what cannot be done ends with a message, and without a trace', () => {
  const merge = (...parameters: string[]) => ['merge', '--out', 'none.pth', ...parameters];
  const a = ['--expert', 'a.safetensors:top,upper'];
  const b = ['--expert', 'b.pth:lower,bottom'];
  const importing = (...parameters: string[]) => [
    'experts',
    'import',
    'empty',
    '--scenario',
    'split_mnist',
    ...parameters,
  ];
  it.each<[string, string[], RegExp]>([
    [
      'a student where no folder can be made',
      ['merge', '--out', 'a.safetensors/student.pth', ...a, ...b],
      /^UnwritableFolderError: .*a\.safetensors cannot be written: .*choose another file with --out FILE/,
    ],
    [
      'a student in the place of an expert',
      ['merge', '--out', 'photos/../a.safetensors', '--overwrite', ...a, ...b],
      /^OutputTakenError: --out photos\/\.\.\/a\.safetensors: this is .*a\.safetensors, which the command reads/,
    ],
    [
      'a student in the place of another file',
      ['merge', '--out', 'b.pth', ...a, '--expert', 'c.pth:lower,bottom'],
      /^OutputTakenError: --out b\.pth: there is a file already.* --overwrite/,
    ],
    [
      'a whole model',
      ['inspect', join(fixtures, 'lenet5-fullmodel.pt')],
      /^PytorchFileError: .*torch\.save\(model\.state_dict\(\)/,
    ],
    ['a file that is none', ['inspect', 'nowhere.pth'], /^LocationError: .*there is no such file/],
    ['something else', ['inspect', 'tiny.yaml'], /^WeightsFormatError: .*it begins with/],
    [
      'a Hub that is not there',
      ['inspect', 'hf://me/experts/a.pth'],
      /^LocationError: hf:\/\/.*the server cannot be reached/,
    ],
    [
      'neither classes nor run nor seed',
      importing(),
      /^ExpertRegistryError: no classes of .* Write --classes "5,4;8,2"/,
    ],
    ['both', importing('--run', '0', '--seed', '1'), /^ExpertRegistryError: both/],
    ['an unknown run', importing('--run', '5'), /^ExpertRegistryError: --run 5 .* 0 to 4/],
    [
      'a folder without experts',
      importing('--run', '0'),
      /^ExpertRegistryError: .*empty.* lacks model_e0, .*Give the folder/,
    ],
    [
      'classes that no data set has',
      ['experts', 'import', 'b.pth:5,40', '--scenario', 'split_mnist'],
      /^ConfigError: exmodel experts import: --classes is \[\[5, 40\]\], but .* are 0 to 9/,
    ],
    [
      'an expert at a Hub that is not there',
      ['experts', 'import', 'hf://me/experts/a.pth:5,4', '--scenario', 'split_mnist'],
      /^LocationError: hf:\/\/me\/experts@main\/a\.pth: the server cannot be reached/,
    ],
    [
      'half of how images are prepared',
      ['experts', 'import', 'b.pth:5,4', '--scenario', 'split_mnist', '--std', '.5'],
      /^MergeError: only --std was given/,
    ],
    [
      'an unknown set',
      ['experts', 'verify', 'mine'],
      /^ExpertRegistryError: there are no experts called mine/,
    ],
    ['one expert', merge(...a), /^MergeError: 1 expert was given/],
    [
      'no classes',
      merge(...a, '--expert', 'b.pth'),
      /^MergeError: b\.pth does not name .*--expert b\.pth:cat,dog/,
    ],
    ['an unknown extension', ['merge', ...a, ...b, '--out', 'x.h5'], /^MergeError: --out is .*x\.h5.*\.pth/],
    ['a malformed input', merge(...a, ...b, '--input', '8x8'), /^MergeError: --input is "8x8"/],
    ['half a normalisation', merge(...a, ...b, '--mean', '1'), /^MergeError: only --mean was given/],
    [
      'images without it',
      merge(...a, ...b, '--images', 'photos'),
      /^MergeError: --images .*Give --mean and --std/,
    ],
    [
      'images among other files',
      merge(...a, ...b, '--images', 'photos', '--mean', '.25', '--std', '.35', '--strict'),
      /^MergeError: --images .*photos holds \.DS_Store\. Expected nothing but .*omit --strict/,
    ],
    ['painted images without it', merge(...a, ...b), /^MergeError: painted images .*Give --mean and --std/],
    [
      'an expert that is not there',
      merge(...a, '--expert', 'nowhere.pth:lower,bottom'),
      /^LocationError: .*nowhere\.pth: there is no such file\. .*Correct the path/,
    ],
    [
      'a folder without a model',
      merge(...a, '--expert', 'photos:lower,bottom'),
      /^LocationError: .*photos: this folder has no model\.json\. .*Give the path of the model’s file/,
    ],
    [
      'an archive that was cut short',
      merge(...a, '--expert', 'cut.zip:lower,bottom'),
      /^LocationError: .*cut\.zip: the archive has no directory at its end, .*Download the file again/,
    ],
    [
      'a normalisation of pixels to 255',
      merge(...a, ...b, '--mean', '127.5', '--std', '127.5'),
      /^MergeError: --mean is 127\.5\. .*write --mean 0\.5\./,
    ],
    [
      'an empty folder of images',
      merge(...a, ...b, '--images', 'empty', '--mean', '.25', '--std', '.35'),
      /^DatasetNotFoundError: .*empty holds no images\. Expected \.jpg.*Put them there, or give another folder/,
    ],
    [
      'the same model twice',
      merge(...a, '--expert', './a.safetensors:lower,bottom'),
      /^MergeError: \.\/a\.safetensors was given twice\. .*Correct one of the paths/,
    ],
    ['an unknown source', merge(...a, ...b, '--source', 'dreams'), /'dreams' is invalid/],
    [
      'an unknown architecture',
      merge(...a, ...b, '--architecture', 'lenett'),
      /^MergeError: .*Did you mean "lenet"/,
    ],
  ])('%s', async (_, parameters, message) => {
    mkdirSync(join(cwd, 'empty'), { recursive: true });
    const before = filesBelow(cwd);
    const { code, stderr } = await call(...parameters);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(code).toBe(1);
    expect(filesBelow(cwd)).toEqual(before);
    expect(existsSync(join(cwd, 'none.pth'))).toBe(false);
  });
});
