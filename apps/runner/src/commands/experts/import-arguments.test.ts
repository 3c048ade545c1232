import { expect, it } from 'vitest';
import { importArguments } from './import-arguments';

it.each<[readonly string[], string | undefined, object]>([
  [['folder'], undefined, { locations: ['folder'], isFolder: true, classes: undefined }],
  [['folder'], '5,4; 8, 2;0', { locations: ['folder'], isFolder: true, classes: [[5, 4], [8, 2], [0]] }],
  [['a.pth', 'b.pt'], '5;4', { locations: ['a.pth', 'b.pt'], isFolder: false, classes: [[5], [4]] }],
  [['a.pth:5'], undefined, { locations: ['a.pth'], isFolder: false, classes: [[5]] }],
  [
    ['C:\\a.pth:5,4', 'hf://x/b.safetensors:8'],
    undefined,
    { locations: ['C:\\a.pth', 'hf://x/b.safetensors'], isFolder: false, classes: [[5, 4], [8]] },
  ],
])('%j with --classes %j', (given, classes, read) => {
  expect(importArguments(given, { classes })).toEqual(read);
});

it.each<[string, readonly string[], object, RegExp]>([
  ['names', ['a.pth:cat,dog'], {}, /are "cat,dog"\. Expected labels .* Write FILE:5,4/],
  ['an empty list', ['folder'], { classes: '5,4;' }, /are ""/],
  ['classes of some files', ['a.pth:5', 'b.pth'], {}, /b\.pth was given without classes/],
  ['classes twice', ['a.pth:5'], { classes: '5' }, /classes behind each file and --classes were given/],
  ['classes and a seed', ['folder'], { classes: '5', seed: 1 }, /--classes and --seed were given.*Keep one/],
])('refuses %s', (_, given, flags, reason) => {
  expect(() => importArguments(given, flags)).toThrow(reason);
});
