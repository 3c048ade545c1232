import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fixture } from '../../test/fixture';
import { fileServer, loopback } from '../../test/loopback';
import { zipBytes } from '../../test/zip-bytes';
import { LocationError } from '../location/location-error';
import { writeSafetensors } from '../safetensors/write-safetensors';
import { tfjsHandler } from '../tfjs/tfjs-handler';
import { openWeights } from '../weights/open-weights';
import type { LocationOptions } from './locate';

const weights = [{ name: 'dense/kernel', shape: [2, 3], dtype: 'float32' }];
/** A TensorFlow.js model as Google's Teachable Machine exports it. */
const exported = {
  'model.json': JSON.stringify({
    modelTopology: { class_name: 'Sequential' },
    weightsManifest: [{ paths: ['weights.bin'], weights }],
  }),
  'weights.bin': new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer),
  'metadata.json': JSON.stringify({
    packageName: '@teachablemachine/image',
    labels: ['cat', 'dog'],
    imageSize: 224,
  }),
};
const below = (folder: string, files: Readonly<Record<string, Uint8Array | string>>) =>
  Object.fromEntries(Object.entries(files).map(([name, content]) => [folder + name, content]));

function written(name: string, content: Uint8Array | string): string {
  const folder = mkdtempSync(join(tmpdir(), 'exmodel-model-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

async function expectExported(location: string, options?: LocationOptions) {
  const file = await openWeights(location, options);
  expect(file).toMatchObject({ format: 'tfjs-layers', metadata: { classes: '["cat","dog"]' } });
  expect((await file.read()).get('dense/kernel')).toEqual({
    shape: [2, 3],
    data: Float32Array.of(1, 2, 3, 4, 5, 6),
  });
  const artifacts = await tfjsHandler(location, options).load?.();
  expect(artifacts?.weightData).toHaveProperty('byteLength', 24);
}

test.each([
  ['as Teachable Machine exports it', exported],
  ['in a folder', below('converted_tfjs/', exported)],
  [
    'by a Mac',
    {
      ...below('cats/', { '': '', ...exported }),
      ...below('__MACOSX/cats/._', exported),
      '.DS_Store': 'x',
    },
  ],
])('a zip archive of a TensorFlow.js model is read, %s', async (_, files) => {
  await expectExported(written('cats.zip', zipBytes(files)));
});

test('a folder stands for the model.json in it, on this machine and in the web', async () => {
  const path = written('weights.bin', exported['weights.bin']);
  const folder = join(path, '..');
  for (const name of ['model.json', 'metadata.json'] as const)
    writeFileSync(join(folder, name), exported[name]);
  await expectExported(folder);
  await expectExported(`${folder}/`);
  const served = new Map(
    Object.entries(below('models/x/', exported)).map(([name, content]) => [name, Buffer.from(content)]),
  );
  await expectExported(`${await loopback(fileServer(served).listener)}/models/x/`);
});

test('a folder without a model.json is said to have none', async () => {
  const folder = join(written('saved_model.pb', 'x'), '..');
  await expect(openWeights(folder)).rejects.toThrow(
    /this folder has no model\.json\. .*Give the path of the model’s file in it.*tensorflowjs_converter/,
  );
  const files = new Map([['mine/saved_model.pb', new Blob(['x'])]]);
  await expect(openWeights('mine', { files })).rejects.toThrow(/mine: this folder has no model\.json/);
});

test('a metadata.json that cannot be fetched is not taken for one that is not there', async () => {
  const served = new Map([['x/model.json', Buffer.from(exported['model.json'])]]);
  for (const [status, opens] of [
    [404, true],
    [403, true],
    [500, false],
  ] as const) {
    const { listener } = fileServer(served);
    const url = await loopback((request, response) => {
      if (request.url?.endsWith('metadata.json')) response.writeHead(status).end();
      else listener(request, response);
    });
    const opening = openWeights(`${url}/x/model.json`);
    if (opens) expect((await opening).metadata).toEqual({});
    else await expect(opening).rejects.toThrow(/metadata\.json: the server answers 500/);
  }
});

test('of files at hand a path means one of them, a folder or an archive among them, and nothing else', async () => {
  const blob = (content: string | Uint8Array) => new Blob([content as BlobPart]);
  const files = new Map(
    Object.entries({
      ...below('mine/', exported),
      'cats.zip': zipBytes(exported),
      'alone/model.json': exported['model.json'],
    }).map(([path, content]) => [path, blob(content)]),
  );
  for (const name of ['mine', 'mine/model.json', 'cats.zip']) await expectExported(name, { files });
  const alone = await openWeights('alone', { files });
  await expect(alone.read()).rejects.toThrow(
    /alone\/weights\.bin: it is not among the files given.*together/,
  );
  const here = written('weights.bin', exported['weights.bin']);
  for (const name of [here, '', 'mine/other'])
    await expect(openWeights(name, { files })).rejects.toThrow(/not among the files given/);
  const gone = Object.assign(blob(''), {
    slice: () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }),
  });
  await expect(
    openWeights('a.pth', { files: new Map([['a.pth', gone as unknown as Blob]]) }),
  ).rejects.toThrow(/a\.pth: it cannot be read: gone.*Choose it again/);
});

test.each([
  ['lenet5.safetensors', 'safetensors'],
  ['lenet5.pth', 'pytorch-zip'],
  ['lenet5-legacy.pth', 'pytorch-legacy'],
  ['onnx/vgg-folded.onnx', 'onnx'],
])('a zip archive of %s is read', async (name, format) => {
  const archive = zipBytes({ 'README.txt': 'mine', [name]: fixture(name), 'notes.json': '{}' });
  const path = written('model.zip', archive);
  const file = await openWeights(path);
  expect(file).toMatchObject({ format, location: `${path}/${name}`, size: fixture(name).length });
  expect(await file.read()).toEqual(await (await openWeights(written('x', fixture(name)))).read());
});

test('a damaged JSON file beside a model does not refuse the archive', async () => {
  const name = 'lenet5.pth';
  const archive = Buffer.from(zipBytes({ 'annotations.json': '{}'.repeat(1000), [name]: fixture(name) }));
  archive.writeUInt32LE(17, archive.indexOf('PK\x01\x02', 0, 'latin1') + 24); // Its length, as it is stated.
  const path = written('model.zip', archive);
  expect(await openWeights(path)).toMatchObject({ location: `${path}/${name}` });
});

const none = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.txt`, '']));
/** A record that is a megabyte of zeros, stated to have so many bytes. */
function bomb(stated: number): Uint8Array {
  const archive = zipBytes({ 'model.json': new Uint8Array(2 ** 20) });
  new DataView(archive.buffer).setUint32(archive.length - 22 - 46 - 'model.json'.length + 24, stated, true);
  return archive;
}
test.each([
  ['no model', zipBytes(none(6)), /the archive has no model: 0\.txt, .*4\.txt, …/],
  [
    'two models',
    zipBytes({ 'a/x.onnx': 'x', 'b/y.pth': 'y' }),
    /the archive has 2 models: .*zip\/a\/x\.onnx, .*zip\/b\/y\.pth\. .*Unpack it/,
  ],
  ['a way out of it', zipBytes({ '../model.json': '{}' }), /a name within the archive/],
  ['more bytes than it states', bomb(1000), /other than 1000 bytes/],
  ['fewer bytes than it states', bomb(2 ** 24), /other than 16777216 bytes/],
  ['a file of 4 GB', bomb(2 ** 32 - 2), /of 4294967294 bytes/],
  ['a part that was cut', zipBytes({ 'a.onnx': 'x' }).fill(0, 36, 38), /cannot be unpacked|checksum/],
  [
    'no end',
    zipBytes(exported).subarray(0, -30),
    /a\.zip: the archive has no directory at its end, as if it was cut short\. .*Download the file again/,
  ],
])('a zip archive with %s is refused', async (_, archive, message) => {
  const opening = openWeights(written('a.zip', archive));
  await expect(opening).rejects.toThrow(message);
});

test.each([
  ['lenet5.pth', /PyTorch file: no directory at its end, as if it was cut short/],
  ['numpy-arrays.npz', /NumPy file: no directory at its end, as if it was cut short/],
  ['keras/adapted-3.keras', /downloaded: the archive has no directory at its end, as if it was cut short/],
])('%s that was cut short is called that', async (name, message) => {
  const opening = openWeights(written('downloaded', fixture(name).subarray(0, -100)));
  await expect(opening).rejects.toThrow(message);
});

test('a SavedModel in an archive is named, with how to convert it', async () => {
  const files = {
    'x/saved_model.pb': Uint8Array.of(8, 1, 18, 0xb4, 1, 10),
    'x/variables/variables.index': '',
  };
  const opening = openWeights(written('x.zip', zipBytes(files)));
  await expect(opening).rejects.toThrow(
    /x\.zip\/x\/saved_model\.pb: it is a SavedModel.*tensorflowjs_converter/,
  );
});

test('weights that the archive lacks are named', async () => {
  const { 'weights.bin': _, ...others } = exported;
  const file = await openWeights(written('a.zip', zipBytes(others)));
  await expect(file.read()).rejects.toThrow(LocationError);
  await expect(file.read()).rejects.toThrow(/a\.zip\/weights\.bin: the archive has no such file/);
});

test('an index of safetensors gives the tensors of all its parts', async () => {
  const whole = await openWeights(written('lenet5.safetensors', fixture('lenet5.safetensors')));
  const tensors = [...(await whole.read())];
  const parts = [tensors.slice(0, 4), tensors.slice(4)];
  const name = (part: number) => `model-0000${part + 1}-of-00002.safetensors`;
  const map = Object.fromEntries(parts.flatMap((part, i) => part.map(([tensor]) => [tensor, name(i)])));
  const files: Record<string, string | Uint8Array> = {
    'model.safetensors.index.json': JSON.stringify({ metadata: { total_size: 1 }, weight_map: map }),
    ...Object.fromEntries(
      parts.map((part, i) => [name(i), writeSafetensors(new Map(part), { format: 'pt' })]),
    ),
  };
  const archived = await openWeights(written('model.zip', zipBytes(files)));
  expect(archived).toMatchObject({ format: 'safetensors', metadata: { format: 'pt' } });
  expect(archived.infos).toEqual(new Map(tensors.map(([tensor]) => [tensor, whole.infos.get(tensor)])));
  expect([...(await archived.read())]).toEqual(tensors);

  const { [name(1)]: _, ...lacking } = files;
  const refused = openWeights(written('model.zip', zipBytes(lacking)));
  await expect(refused).rejects.toThrow(
    /part model-00002-of-00002\.safetensors cannot be read.*Get this part/,
  );
  const other = { ...files, [name(1)]: files[name(0)] as Uint8Array };
  await expect(openWeights(written('model.zip', zipBytes(other)))).rejects.toThrow(
    /no such tensor in model-00002/,
  );
});

test.each([
  ['{"weight_map": 3}', /without weight_map/],
  ['{"weight_map": null}', /without weight_map/],
  ['{"weight_map": {"a": 3}}', /without weight_map/],
  ['{"weight_map": {', /not JSON/],
  ['{"weight_map": {"a": "../secret.safetensors"}}', /file in its own folder/],
])('the index %s is refused', async (text, message) => {
  await expect(openWeights(written('model.safetensors.index.json', text))).rejects.toThrow(message);
});
