import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readClassFile } from './class-file';
import { classListText, parseClassList } from './class-list';
import { parseExpertArgument, refuseSameModel, withClassFile } from './expert-argument';
import { parseInput, parseNormalization } from './input-format';
import { MergeError } from './merge-error';
import { readMetadata, writeMetadata } from './model-metadata';

describe('--expert', () => {
  it.each([
    ['a.pth:cat,dog', 'a.pth', [{ name: 'cat' }, { name: 'dog' }]],
    ['a.pth: a cat , dog', 'a.pth', [{ name: 'a cat' }, { name: 'dog' }]],
    [
      'a.pth:cat=3,dog=0',
      'a.pth',
      [
        { name: 'cat', column: 3 },
        { name: 'dog', column: 0 },
      ],
    ],
    ['C:\\models\\a.pth:5,4', 'C:\\models\\a.pth', [{ name: '5' }, { name: '4' }]],
    ['https://host:8080/a.pth:cat', 'https://host:8080/a.pth', [{ name: 'cat' }]],
    ['hf://me/experts@v1/a.pth:cat', 'hf://me/experts@v1/a.pth', [{ name: 'cat' }]],
    [
      'plain/model.json:T-shirt/top,Trouser',
      'plain/model.json',
      [{ name: 'T-shirt/top' }, { name: 'Trouser' }],
    ],
    ['a.pth:ratio 1:2, left\\right', 'a.pth', [{ name: 'ratio 1:2' }, { name: 'left\\right' }]],
    [
      'a.pth:"black, or ""white""=x" , "E=mc²"',
      'a.pth',
      [{ name: 'black, or "white"=x' }, { name: 'E=mc²' }],
    ],
    [
      'a.pth:"a=b"=1,c=0',
      'a.pth',
      [
        { name: 'a=b', column: 1 },
        { name: 'c', column: 0 },
      ],
    ],
    ['weights:"a/b",c', 'weights', [{ name: 'a/b' }, { name: 'c' }]],
    ['https://host.zip:8080/w:cat', 'https://host.zip:8080/w', [{ name: 'cat' }]],
    ['https://host:8080/a.pth', 'https://host:8080/a.pth', undefined],
    ['C:\\models\\a.pth', 'C:\\models\\a.pth', undefined],
    ['a.pth', 'a.pth', undefined],
  ])('%s', (argument, location, classes) => {
    expect(parseExpertArgument(argument)).toEqual({ location, classes });
  });

  it.each([
    ['a.pth:', /has the class ""/],
    ['a.pth:cat,,dog', /has the class ""/],
    ['a.pth:cat=x', /has the class "cat=x"/],
    ['a.pth:"cat', /has the class/],
    ['a.pth:""', /has the class/],
    ['a.pth:cat,cat', /names cat twice/],
    ['a.pth:cat=1,dog', /gives an output for some classes only, or one output twice/],
    ['a.pth:cat=1,dog=1', /gives an output for some classes only, or one output twice/],
  ])('%s is refused', (argument, message) => {
    const parse = () => parseExpertArgument(argument);
    expect(parse).toThrow(MergeError);
    expect(parse).toThrow(message);
    expect(parse).toThrow(/Write --expert FILE:cat,dog/);
  });

  it('is shown without its password and query', () => {
    const parse = () => parseExpertArgument('https://me:secret@host/a.pth?sig=secret:cat,cat');
    expect(parse).toThrow('--expert https://host/a.pth?…:cat,cat names cat twice');
  });
});

describe('a file of classes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'classes-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const written = (content: string | Buffer) => {
    const path = join(folder, 'labels.txt');
    writeFileSync(path, content);
    return path;
  };

  it.each([
    ['a.pth:@labels.txt', 'a.pth', 'labels.txt'],
    ['checkpoint.pth.tar:@my labels.txt', 'checkpoint.pth.tar', 'my labels.txt'],
    ['C:\\models\\a.th:@C:\\models\\labels.txt', 'C:\\models\\a.th', 'C:\\models\\labels.txt'],
    ['models/plain:@models/labels.txt', 'models/plain', 'models/labels.txt'],
    ['https://me:@host/plain:@labels.txt', 'https://me:@host/plain', 'labels.txt'],
    ['hf://me/experts@v1/a.pth:@labels.txt', 'hf://me/experts@v1/a.pth', 'labels.txt'],
  ])('is named by %s', (argument, location, classFile) => {
    expect(parseExpertArgument(argument)).toEqual({ location, classes: undefined, classFile });
  });

  it('is no part of an address, nor a name in quotes', () => {
    const location = 'https://me:@host/plain';
    expect(parseExpertArgument(location)).toEqual({ location, classes: undefined });
    expect(parseExpertArgument('a.pth:"@home",work').classes?.map(({ name }) => name)).toEqual([
      '@home',
      'work',
    ]);
  });

  it('takes every name as it is', () => {
    const names = ['T-shirt/top', 'black, or white', '5" pipe', 'a=b: c', '@home', '猫'];
    const text = `${names.join('\r\n')}\r\n\r\n`;
    for (const content of [text, `\ufeff${text}`, Buffer.from(`\ufeff${text}`, 'utf16le')]) {
      const argument = parseExpertArgument(`a.pth:@${written(content)}`);
      const { classes, ...others } = withClassFile(argument, (path) => path);
      expect(classes).toEqual(names.map((name) => ({ name })));
      expect(others).toEqual({ location: 'a.pth' });
    }
  });

  it.each([
    ['', /line 1 is empty\. .* one class a line/],
    ['cat\n\ndog', /line 2 is empty/],
    ['cat\ndog\ncat\n', /names cat twice/],
    [Buffer.from([0x80, 0x02, 0x7d, 0x71, 0x00]), /line 1 is no text/],
  ])('of %j is refused', (content, message) => {
    const read = () => readClassFile('labels.txt', written(content));
    expect(read).toThrow(MergeError);
    expect(read).toThrow(message);
  });

  it('that is not there is named, with how to write a name like it', () => {
    expect(() => readClassFile('home', join(folder, 'home'))).toThrow(
      /@home: there is no such file\. .* begins with @ is written in double quotes/,
    );
  });
});

it('a list of names that was written is read as it was', () => {
  const names = ['@home', 'T-shirt/top', 'black, or white', '5" pipe', 'a=b', 'a:b'];
  expect(parseClassList(classListText(names), 'x', 'y').map(({ name }) => name)).toEqual(names);
});

it.each([
  ['32x32x1', [32, 32, 1]],
  ['128×96×3', [128, 96, 3]],
])('--input %s', (text, shape) => {
  expect(parseInput(text)).toEqual(shape);
});

it.each(['', '32', '32x32', '0x32x1', '32x32x1x1', 'axbxc'])('--input %j is refused', (text) => {
  expect(() => parseInput(text)).toThrow(/--input is .* Write, for example, 32x32x1/);
});

it('--mean and --std are numbers for pixels from 0 to 1, deviations above 0', () => {
  expect(parseNormalization('.5, 1,0', '1,.2,.0039')).toEqual({ mean: [0.5, 1, 0], std: [1, 0.2, 0.0039] });
  for (const [mean, std] of [
    ['', '1'],
    ['x', '1'],
    ['1', '0'],
    ['1', '1,'],
    ['1e999', '1'],
    ['-1', '1'],
    ['.5', '2'],
  ] as const) {
    expect(() => parseNormalization(mean, std)).toThrow(MergeError);
  }
  expect(() => parseNormalization('123.675,116.28,103.53', '1')).toThrow(
    '--mean is 123.675,116.28,103.53. Expected numbers from 0 to 1: pixels are 0 to 1. ' +
      'If it is for pixels of 0 to 255, write --mean 0.485,0.456,0.406.',
  );
  expect(() => parseNormalization('0', '255')).toThrow(/write --std 1\./);
});

describe('metadata', () => {
  it('comes back as it was written', () => {
    const metadata = {
      architecture: 'lenet',
      classes: ['a cat', 'dog, or "wolf"'],
      inputShape: [32, 32, 1] as const,
      normalization: { mean: [0.1307], std: [0.3081] },
    };
    expect(readMetadata('a', writeMetadata(metadata))).toEqual(metadata);
    expect(readMetadata('a', writeMetadata({}))).toEqual({});
  });

  it.each([
    { classes: 'cat,dog' },
    { classes: '[]' },
    { classes: '[1]' },
    { classes: '["\\u001b[2J"]' },
    { input: 'large' },
    { mean: 'x', std: '1' },
  ])('of %j is refused', (metadata) => {
    expect(() => readMetadata('a.safetensors', metadata as Record<string, string>)).toThrow(MergeError);
  });
});

it('a model that is given twice is refused, unless it is for other outputs each time', () => {
  const given = (...experts: string[]) =>
    refuseSameModel(experts.map(parseExpertArgument), (path) => path.replace('./', ''));
  const message =
    /^a\.pth was given twice\. Expected another model each time\. Correct one of the paths\..*FILE:cat=3/;
  expect(() => given('a.pth:cat', 'a.pth:dog')).toThrow(message);
  expect(() => given('./a.pth:cat=0', 'b.pth:dog', 'a.pth')).toThrow(message);
  given('a.pth:cat', 'b.pth:cat');
  given('a.pth:cat=0', 'a.pth:dog=1');
});
