import { copyFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePytorch } from '@exmodel/models/pytorch';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { zipBytes } from '../../../../packages/models/test/zip-bytes';
import { bandExpert } from '../../test/band-experts';
import { temporaryFolder } from '../../test/temporary-folder';
import { defaultOut } from './default-out';

const folder = temporaryFolder(afterAll);
const models = new URL('../../test/fixtures/own-models/', import.meta.url).pathname;
const onnx = new URL('../../../../packages/models/test/fixtures/onnx/own-dynamo.onnx', import.meta.url);

beforeAll(() => {
  writeFileSync(join(folder, 'a.pth'), writePytorch(bandExpert([0, 1])));
  copyFileSync(join(folder, 'a.pth'), join(folder, 'weights'));
  copyFileSync(onnx, join(folder, 'b.onnx'));
  writeFileSync(join(folder, 'b.zip'), zipBytes({ 'b.onnx': readFileSync(onnx) }));
  cpSync(join(models, 'plain'), join(folder, 'plain'), { recursive: true });
  copyFileSync(join(models, 'cats.zip'), join(folder, 'cats.zip'));
});

it.each([
  ['a state dict', 'a.pth', undefined, 'student.safetensors'],
  ['a state dict, as its content says', 'weights', undefined, 'student.safetensors'],
  ['an ONNX file', 'b.onnx', undefined, 'student.onnx'],
  ['an ONNX file in an archive', 'b.zip', undefined, 'student.onnx'],
  ['a TensorFlow.js layers model', 'plain', undefined, 'student'],
  ['a TensorFlow.js layers model in an archive', 'cats.zip', undefined, 'student'],
  ['a TensorFlow.js layers model', 'cats.zip', 'simple_mlp', 'student.safetensors'],
  ['an ONNX file', 'b.onnx', 'lenet', 'student.safetensors'],
])('the first expert is %s (%s), --architecture %s: %s', async (_, location, architecture, out) => {
  const settings = { experts: [{ location, classes: undefined }], architecture };
  expect(await defaultOut(settings, (path) => join(folder, path), {})).toBe(out);
});
