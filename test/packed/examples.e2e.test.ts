import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bandExpert } from '../../apps/runner/test/band-experts';
import { writeBandPhotos } from '../../apps/runner/test/band-photos';
import { writePytorch } from '../../packages/models/src/pytorch';
import { compile } from './compile';
import { emptyProject, link } from './empty-project';
import { commands } from './readme-programs';
import { inFolder, type Packed, packAll } from './tarballs';

/** What makes an example short, by its command: it then learns nothing, or only says what it would do. */
const short: Readonly<Record<string, string>> = {
  'own-images merge': '--iterations 20',
  'pytorch-onnx merge': '--iterations 2 --images photos',
  'study study': '--dry-run',
  'cluster study': '--dry-run',
  'pandas run': '--dry-run',
  'plugin run': '--set num_iter_per_exp=2 --set expert_epochs=1',
};

const examples = fileURLToPath(new URL('../../examples', import.meta.url));
const runs = join(examples, '../apps/runner/test/fixtures/schema-1/runs');
const classifier = join(examples, '../packages/models/test/fixtures/onnx/resnet-preserved.onnx');

let all: readonly Packed[];
let projects: string;
beforeAll(() => {
  all = packAll();
  projects = mkdtempSync(join(tmpdir(), 'exmodel-examples-'));
});
afterAll(() => rmSync(projects, { recursive: true, force: true }));

/** An example, copied into an empty project with what it needs: its README, and how to call a command of it. */
function copied(name: string) {
  const folder = join(projects, name);
  cpSync(join(examples, name), folder, { recursive: true });
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  emptyProject(folder, readme, all);
  return { folder, readme };
}

/** The same with the command installed, and given: two experts of bands, ONNX files, photos and finished runs. */
function withCommand(name: string) {
  const { folder, readme } = copied(name);
  emptyProject(folder, '```sh\nnpm install @exmodel/runner\n```', all);
  symlinkSync('../@exmodel/runner/dist/index.js', join(folder, 'node_modules/.bin/exmodel'));
  writeFileSync(join(folder, 'north.pth'), writePytorch(bandExpert([0, 1])));
  writeFileSync(join(folder, 'south.pth'), writePytorch(bandExpert([2, 3])));
  for (const expert of ['north.onnx', 'south.onnx']) cpSync(classifier, join(folder, expert));
  writeBandPhotos(join(folder, 'photos'), 60);
  cpSync(runs, join(folder, 'runs'), { recursive: true });
  return { folder, readme };
}

it('every example is listed, and tested here', () => {
  const listed = readFileSync(join(examples, 'README.md'), 'utf8').matchAll(/^\| \[`([\w-]+)`\]\(\1\) /gm);
  const folders = readdirSync(examples).filter((name) => existsSync(join(examples, name, 'README.md')));
  expect([...listed].map(([, name]) => name).sort()).toEqual(folders);
  const tested = [
    'image-source',
    'from-python',
    'teachable-machine',
    ...Object.keys(short).map((key) => key.split(' ')[0]),
  ];
  expect(tested.sort()).toEqual(folders);
});

it.each(['cluster', 'own-images', 'pandas', 'plugin', 'pytorch-onnx', 'study'])(
  '%s: every command of its README runs',
  (name) => {
    const { folder, readme } = withCommand(name);
    const lines = commands(readme).filter(({ line }) => line.startsWith('npx @exmodel/runner '));
    expect(lines).not.toHaveLength(0);
    for (const { line } of lines) {
      const [verb = '', ...parameters] = line.replace('npx @exmodel/runner ', '').split(/\s+/);
      const shorter = (short[`${name} ${verb}`] ?? '').split(' ').filter((part) => part !== '');
      inFolder(folder, join(folder, 'node_modules/.bin/exmodel'), verb, ...parameters, ...shorter);
    }
    // What the script reads is there.
    if (name === 'pandas') {
      const [header = '', ...rows] = readFileSync(join(folder, 'results.csv'), 'utf8').split('\n');
      const script = readFileSync(join(folder, 'results.py'), 'utf8');
      const columns = [...script.matchAll(/(?:index|columns|values)="(\w+)"|groupby\("(\w+)"\)/g)];
      expect(header.split(',')).toEqual(expect.arrayContaining(columns.map(([, a, b]) => a ?? b)));
      for (const [, metric] of script.matchAll(/metric == "(\w+)"/g)) {
        expect(rows.some((row) => row.includes(`,${metric},`))).toBe(true);
      }
    }
  },
);

it('plugin: its own metric is in the results, its types are strict, and it keeps every contract', () => {
  const folder = join(projects, 'plugin');
  expect(readFileSync(join(folder, 'results.csv'), 'utf8')).toMatch(/,worstClass,/);
  // As npm installs them: one copy of each, for the command and for the plugin.
  const own = join(folder, 'node_modules/@exmodel/runner/node_modules');
  for (const scope of ['@exmodel', '@tensorflow']) {
    for (const name of readdirSync(join(own, scope))) {
      const place = join(folder, 'node_modules', scope, name);
      rmSync(place, { recursive: true, force: true });
      symlinkSync(join(own, scope, name), place);
    }
  }
  symlinkSync(join(own, 'zod'), join(folder, 'node_modules/zod'));
  expect(compile(folder, ['mine.ts', 'mine.test.ts'], all)).toBe('');
  expect(inFolder(folder, process.execPath, '--test', 'mine.test.js')).toMatch(/^# pass 22\n# fail 0$/m);
});

it('teachable-machine: two exports are merged, written by its script', () => {
  const { folder } = withCommand('teachable-machine');
  for (const name of ['tfjs-backend-cpu', 'tfjs-core', 'tfjs-layers']) {
    link(`@tensorflow/${name}`, join(folder, 'node_modules/@tensorflow', name), all);
  }
  inFolder(folder, process.execPath, 'samples.js');
  const exmodel = join(folder, 'node_modules/.bin/exmodel');
  const printed = inFolder(
    folder,
    exmodel,
    'merge',
    'catsdogs',
    'carsboats',
    '--out',
    'student',
    '--iterations',
    '2',
  );
  expect(printed).toMatch(/^student .*: cat, dog, car, boat, train$/m);
  const { labels } = JSON.parse(readFileSync(join(folder, 'student/metadata.json'), 'utf8'));
  expect(labels).toEqual(['cat', 'dog', 'car', 'boat', 'train']);
});

it('from-python: prints what its README shows', () => {
  const { folder, readme } = withCommand('from-python');
  const [{ line, output } = { line: '', output: '' }] = commands(readme);
  const path = `${join(folder, 'node_modules/.bin')}:${process.env.PATH}`;
  const printed = inFolder(folder, 'env', `PATH=${path}`, ...line.split(' '));
  expect(printed.endsWith(`written: student.safetensors\n${output}`)).toBe(true);
});

it('image-source: satisfies strict TypeScript and prints what its README shows', () => {
  const { folder, readme } = copied('image-source');
  expect(compile(folder, ['main.ts', 'bars.ts'], all)).toBe('');
  const shown = /```text\n(.*?)```/s.exec(readme)?.[1];
  expect(inFolder(folder, process.execPath, 'main.js')).toBe(shown);
});
