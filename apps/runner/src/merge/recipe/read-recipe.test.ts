import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder';
import { ConfigError } from '../../config/config-error';
import { readRecipe } from './read-recipe';
import { isRecord, recipeText, recordPath } from './recipe-text';

const folder = temporaryFolder(afterAll);
const path = join(folder, 'recipe.yaml');

function read(text: string) {
  writeFileSync(path, text);
  return readRecipe(path);
}

const two = 'experts:\n  - a.pth:cat,dog\n  - b.pth:car,ship\n';

it('reads experts as on the command line or in parts, and every option', () => {
  const recipe = read(`
experts:
  - a.pth:cat,"black, or white"
  - file: b.pth
    classes: [5, ship]
  - {file: c.pth, classes: {top: 3, bottom: 0}, sha256: ${'c'.repeat(64)}}
  - model.zip
  - d.pth:@labels.txt
  - file: e.pth
    classes: "@more labels.txt"
out: student.pth
input: 32x32x3
train-size: 24
mean: [.5, .4, .3]
std: [.2, .2, .2]
source: noise
seed: 7
strict: true
minutes: 2.5
made: {exmodel: 1.0.0}
`);
  expect(recipe).toEqual({
    experts: [
      { location: 'a.pth', classes: [{ name: 'cat' }, { name: 'black, or white' }] },
      { location: 'b.pth', classes: [{ name: '5' }, { name: 'ship' }] },
      {
        location: 'c.pth',
        classes: [
          { name: 'top', column: 3 },
          { name: 'bottom', column: 0 },
        ],
        sha256: 'c'.repeat(64),
      },
      { location: 'model.zip', classes: undefined },
      { location: 'd.pth', classes: undefined, classFile: 'labels.txt' },
      { location: 'e.pth', classes: undefined, classFile: 'more labels.txt' },
    ],
    ...{
      out: 'student.pth',
      input: [32, 32, 3],
      trainSize: 24,
      source: 'noise',
      seed: 7,
      strict: true,
      minutes: 2.5,
    },
    normalization: { mean: [0.5, 0.4, 0.3], std: [0.2, 0.2, 0.2] },
  });
});

describe('what is wrong is named with its line', () => {
  it.each<[string, string, RegExp]>([
    [
      'an unknown key',
      `${two}iteration: 3`,
      /recipe\.yaml:4: unknown key "iteration".*"iterations".*merge --help/,
    ],
    [
      'one of an expert',
      'experts:\n  - a.pth:x\n  - file: b.pth\n    class: [y]',
      /:4: unknown key "class".*"classes"/,
    ],
    [
      'a key in the wrong place',
      'experts:\n  - a.pth:x\n  - file: b.pth\n    seed: 1',
      /:4: "seed" .*top level/,
    ],
    [
      'an option of the command line',
      `${two}json: true`,
      /:4: "json" is not allowed in a recipe\. It is an option of the command line: write --json there\./,
    ],
    [
      'such an option below an expert',
      'experts:\n  - a.pth:x\n  - file: b.pth\n    threads: 1',
      /:4: "threads" is not allowed in experts\. .*write --threads there/,
    ],
    ['an unknown architecture', `${two}architecture: lenett`, /:4: "architecture" is "lenett".*"lenet"/],
    ['an unknown source', `${two}source: nois`, /:4: "source" is "nois".*"noise"/],
    ['a malformed size', `${two}input: 32x32`, /:4: "input" is "32x32": expected HEIGHTxWIDTHxCHANNELS/],
    ['half a normalisation', `${two}mean: .5`, /:4: only "mean" is given/],
    [
      'one of other channels',
      `${two}input: 8x8x1\nmean: [.1, .2]\nstd: [.1, .2]`,
      /:5: 2 means and 2 standard deviations were given for images of 1/,
    ],
    ['one of pixels to 255', `${two}mean: 127.5\nstd: 127.5`, /:4: --mean is 127\.5\. .*write --mean 0\.5\./],
    ['too small a share', `${two}effort: .001`, /:4: "effort" is 0\.001: expected a number from 0\.01 to 1/],
    ['two budgets', `${two}quick: true\nminutes: 3`, /:5: "quick" and "minutes" are both given\. Keep one/],
    [
      'outputs twice',
      'experts:\n  - {file: a.pth, classes: "x=1,x=2"}\n  - b.pth:y',
      /:2: a\.pth: x=1,x=2 names x twice/,
    ],
    ['one expert', 'experts: [a.pth:x]', /:1: "experts" .*two or more/],
    ['no experts', 'out: a.pth', /"experts" is undefined: expected a list of experts/],
    ['a class twice', 'experts:\n  - a.pth:x,x\n  - b.pth:y', /:2: --expert a\.pth:x,x names x twice/],
    ['no YAML', 'experts: [', /recipe\.yaml:1: /],
  ])('%s', (_, text, message) => {
    expect(() => read(text)).toThrow(ConfigError);
    expect(() => read(text)).toThrow(message);
  });

  it('a file that is not there', () => {
    expect(() => readRecipe(join(folder, 'none.yaml'))).toThrow(
      /there is no such file\. Give the path of a recipe/,
    );
  });
});

it('a record reads as what was done, without the secrets of URLs', () => {
  const hash = 'a'.repeat(64);
  const settings = read(
    `${two}out: student.pth\ninput: 8x8x1\nmean: .5\nstd: .5\nimages-per-batch: 9\nclasses: ["no", cat]`,
  );
  const [first] = settings.experts;
  const secret = { location: 'https://me:secret@host/b.pth?sig=secret', classes: [{ name: 'y', column: 2 }] };
  const text = recipeText({
    settings: { ...settings, experts: [first as NonNullable<typeof first>, secret] },
    hashes: { experts: [hash, hash], student: hash },
    versions: { exmodel: '1.0.0' },
  });
  expect(text).not.toContain('secret');
  expect(isRecord(Buffer.from(text))).toBe(true);
  expect(isRecord(Buffer.from(two))).toBe(false);
  const again = read(text);
  const { classes, input, normalization, out } = settings;
  expect(again).toMatchObject({ classes, input, normalization, out, imagesPerBatch: 9 });
  expect(again.experts).toEqual([
    { ...first, sha256: hash },
    { location: 'https://host/b.pth?…', classes: secret.classes, sha256: hash },
  ]);
});

it('a record lies beside the student’s file, or its folder', () => {
  expect(recordPath('/a/student.pth')).toBe('/a/student.pth.recipe.yaml');
  expect(recordPath('/a/student/model.json')).toBe('/a/student.recipe.yaml');
});

it('classes whose names are numbers keep their order, with outputs and without, also in a record', () => {
  const settings = read('experts:\n  - a.pth:5=1,3=0,"a=b"=2\n  - file: b.pth\n    classes: [9, 2]\n');
  const [first, second] = settings.experts;
  expect(first?.classes?.map(({ name }) => name)).toEqual(['5', '3', 'a=b']);
  expect(second?.classes?.map(({ name }) => name)).toEqual(['9', '2']);
  const hash = 'a'.repeat(64);
  const hashes = { experts: [hash, hash], student: hash };
  const again = read(recipeText({ settings, hashes, versions: {} }));
  expect(again.experts.map(({ classes }) => classes)).toEqual(settings.experts.map(({ classes }) => classes));
});
