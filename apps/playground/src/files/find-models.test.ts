import { expect, test } from 'vitest';
import { findModels, modelName } from './find-models';

test.each([
  [['a/model.json', 'a/weights.bin', 'a/metadata.json'], ['a/model.json']],
  [
    ['cats.zip', 'cars.onnx', 'cars.onnx.data', 'notes.txt'],
    ['cars.onnx', 'cats.zip'],
  ],
  [
    ['pytorch_model.bin', 'other/weights.bin', 'other/model.json'],
    ['other/model.json', 'pytorch_model.bin'],
  ],
  [['m.safetensors.index.json', 'm-00001-of-00002.safetensors'], ['m.safetensors.index.json']],
  [['__MACOSX/x.zip', 'a/._x.pth', 'B.KERAS'], ['B.KERAS']],
])('of %j the models are %j', (paths, models) => {
  expect(findModels(paths)).toEqual(models);
});

test.each([
  ['cats/model.json', 'cats'],
  ['model.json', 'model'],
  ['here/cars.onnx', 'cars'],
  ['pets.v2.zip', 'pets.v2'],
])('%s is called %s', (path, name) => {
  expect(modelName(path)).toBe(name);
});
