import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { fixture } from '../../test/fixture';
import { fileServer, loopback } from '../../test/loopback';
import { torchRand } from '../../test/torch-rand';
import { KerasFileError } from '../keras/keras-file-error';
import { LocationError } from '../location/location-error';
import { NumpyFileError } from '../numpy/numpy-file-error';
import { OnnxFileError } from '../onnx/graph/onnx-file-error';
import { PytorchFileError } from '../pytorch/errors/pytorch-file-error';
import { readPytorch } from '../pytorch/read-pytorch';
import { SafetensorsError } from '../safetensors/safetensors-error';
import { TfjsFileError } from '../tfjs/tfjs-file-error';
import { openWeights, type WeightsFormat } from './open-weights';
import { WeightsFormatError } from './weights-format-error';

const folder = mkdtempSync(join(tmpdir(), 'exmodel-weights-'));
afterAll(() => rmSync(folder, { recursive: true }));
const pathOf = (name: string) => fileURLToPath(new URL(`../../test/fixtures/${name}`, import.meta.url));
function written(content: string | Uint8Array): string {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  return path;
}

const lenet = [...readPytorch(fixture('lenet5.pth')).tensors];

test.each<[string, WeightsFormat]>([
  ['lenet5.pth', 'pytorch-zip'],
  ['lenet5-legacy.pth', 'pytorch-legacy'],
  ['lenet5.safetensors', 'safetensors'],
])('%s is recognised by its content, from a path and a URL', async (name, format) => {
  const url = await loopback(fileServer(new Map([['weights', fixture(name)]])).listener);
  for (const location of [pathOf(name), `${url}/weights`]) {
    const opened = await openWeights(location);
    expect(opened).toMatchObject({ location, format, size: fixture(name).length });
    expect(opened.infos.get('feature_extractor.0.weight')).toEqual({ dtype: 'F32', shape: [6, 1, 5, 5] });
    expect(new Map(await opened.read())).toEqual(new Map(lenet));
  }
});

test('the dtypes are those of the file', async () => {
  const pytorch = await openWeights(pathOf('dtypes.pth'));
  const legacy = await openWeights(pathOf('dtypes-legacy.pth'));
  const safetensors = await openWeights(pathOf('dtypes.safetensors'));
  for (const [name, info] of pytorch.infos) {
    if (safetensors.infos.has(name)) expect(safetensors.infos.get(name), name).toEqual(info);
  }
  expect(legacy.infos).toEqual(pytorch.infos);
  expect(new Set([...pytorch.infos.values()].map(({ dtype }) => dtype)).size).toBeGreaterThan(6);
  const npz = await openWeights(pathOf('numpy-arrays.npz'));
  expect(npz.format).toBe('npz');
  expect(npz.infos.get('float16')).toEqual({ dtype: 'F16', shape: [2] });
});

test('a checkpoint has the path of its state dict', async () => {
  expect((await openWeights(pathOf('checkpoint.pth'))).metadata).toEqual({ path: 'model' });
});

test('an ONNX file shows its weights and its graph', async () => {
  const file = await openWeights(pathOf('onnx/vgg-folded.onnx'));
  expect(file.infos.get('features.0.weight')).toEqual({ dtype: 'F32', shape: [8, 3, 3, 3] });
  expect(file.onnx).toMatchObject({ opset: 11, inputShape: [32, 32, 3], classes: 4, activation: 'none' });
  expect(file.onnx?.operators.get('Gemm')).toBe(2);
  expect((await file.read()).get('classifier.3.bias')?.data).toHaveLength(4);
});

test('4 GB of safetensors show their header, and nothing else is read', async () => {
  const path = join(folder, 'large.safetensors');
  const size = 4_000_000_000;
  const header = `{"w":{"dtype":"F32","shape":[${size / 4}],"data_offsets":[0,${size}]}}`;
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(header.length));
  const file = openSync(path, 'w');
  writeSync(file, Buffer.concat([prefix, Buffer.from(header)]));
  ftruncateSync(file, 8 + header.length + size);
  closeSync(file);
  const before = process.memoryUsage().arrayBuffers;
  expect((await openWeights(path)).infos.get('w')?.shape).toEqual([size / 4]);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000_000);
});

test.each<[string, string | Uint8Array, RegExp]>([
  ['nothing', '', /it is empty/],
  ['a web page', '<!DOCTYPE html>', /it is a page of a website/],
  ['OpenVINO', '<?xml version="1.0"?><net name="a">', /it is XML.*as ONNX/],
  ['TensorFlow Lite', '\x1c\0\0\0TFL3\x14', /TensorFlow Lite model.*export for TensorFlow\.js/],
  ['a SavedModel', Uint8Array.of(8, 1, 18, 0xb4, 1, 10, 3), /SavedModel.*tf_saved_model/],
  ['Core ML', Uint8Array.of(8, 4, 18, 0x9a, 1, 10, 0x19), /Core ML model.*as ONNX/],
  ['Core ML, described in a few bytes', Uint8Array.of(8, 2, 18, 12, 10, 10), /Core ML model/],
  ['what gzip packed', Uint8Array.of(0x1f, 0x8b, 8), /packed by gzip.*tar -xzf/],
  ['what xz packed', Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), /packed by 7z, .*Unpack it/],
  ['an archive of tar', `${'a/model.pth'.padEnd(257, '\0')}ustar`, /archive of tar.*tar -xf/],
  ['a picture', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), /it is a picture.*--images/],
  ['a PDF', '%PDF-1.7', /it is a PDF/],
  ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\n', /git lfs pull/],
  ['an empty archive', 'PK\x05\x06', /it is an archive without files/],
  ['a single array', fixture('numpy-labels.npy'), /savez/],
  ['a bare pickle', Uint8Array.of(0x80, 4, 0x95), /it is a pickle.*state_dict/],
  ['something else', 'hello', /it begins with 68 65 6c 6c 6f/],
])('%s is refused with a reason', async (_, content, message) => {
  const opening = openWeights(written(content));
  await expect(opening).rejects.toThrow(WeightsFormatError);
  await expect(opening).rejects.toThrow(message);
});

test('what its format refuses is refused: a whole model, a header of 10 GB', async () => {
  await expect(openWeights(pathOf('lenet5-fullmodel.pt'))).rejects.toThrow(/model\.state_dict\(\)/);
  const huge = fixture('lenet5.safetensors');
  new DataView(huge.buffer).setBigUint64(0, 10_000_000_000n, true);
  await expect(openWeights(written(huge))).rejects.toThrow(SafetensorsError);
});

const typed = [
  LocationError,
  WeightsFormatError,
  SafetensorsError,
  PytorchFileError,
  NumpyFileError,
  TfjsFileError,
  OnnxFileError,
  KerasFileError,
];

test.each([
  'lenet5.safetensors',
  'lenet5.pth',
  'lenet5-legacy.pth',
  'numpy-arrays.npz',
  'onnx/vgg-folded.onnx',
  'keras/adapted-2.h5',
  'keras/adapted-3.keras',
])('%s cut short anywhere is a typed error', async (name) => {
  const bytes = fixture(name);
  const step = Math.ceil(bytes.length / 150);
  for (let length = 0; length < bytes.length; length += step) {
    const path = written(bytes.subarray(0, length));
    const error = await openWeights(path).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain(path);
    expect(
      typed.some((type) => error instanceof type),
      `${length} bytes: ${String(error)}`,
    ).toBe(true);
  }
});

test('a spoilt model.json opens or is a typed error, in a moment (1000 seeded mutations)', async () => {
  const json = new TextEncoder().encode(
    JSON.stringify({
      format: 'graph-model',
      modelTopology: { node: [] },
      weightsManifest: [{ paths: ['w.bin'], weights: [{ name: 'w', shape: [2, 3], dtype: 'float32' }] }],
    }),
  );
  const draw = torchRand(7);
  const pick = (limit: number) => Math.floor(draw() * limit);
  for (let i = 0; i < 1000; i++) {
    const spoilt = json.slice();
    for (let changes = 0; changes <= i % 3; changes++) spoilt[pick(spoilt.length)] = pick(256);
    const reading = openWeights(written(spoilt)).then((opened) => opened.read());
    const error = await reading.catch((thrown: unknown) => thrown);
    expect(
      typed.some((type) => error instanceof type),
      `${i}: ${String(error)}`,
    ).toBe(true);
  }
});

test.each([true, false])(
  'of large safetensors only the header is sent, by a server with ranges: %s',
  async (ranges) => {
    const header = new TextEncoder().encode(
      '{"w":{"dtype":"F32","shape":[16000000],"data_offsets":[0,64000000]}}',
    );
    const file = new Uint8Array(8 + header.length + 64_000_000);
    file.set([header.length]);
    file.set(header, 8);
    let sent = 0;
    const url = await loopback((request, response) => {
      const [, last] = (ranges && /^bytes=0-(\d+)$/.exec(request.headers.range ?? '')) || [];
      const end = last === undefined ? file.length : Number(last) + 1;
      const range = { 'content-range': `bytes 0-${end - 1}/${file.length}` };
      response.writeHead(ranges ? 206 : 200, { 'content-length': end, ...(ranges && range) });
      Readable.from(piecesOf(file.subarray(0, end), (bytes) => (sent += bytes))).pipe(response);
    });
    const opened = await openWeights(`${url}/large`);
    expect(opened.infos.get('w')).toEqual({ dtype: 'F32', shape: [16_000_000] });
    // Without ranges, what the system holds on the way is sent, too.
    expect(sent).toBeLessThan(ranges ? 70_000 : 32_000_000);
  },
);

function* piecesOf(bytes: Uint8Array, onPiece: (bytes: number) => void): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) {
    const piece = bytes.subarray(at, at + 65_536);
    onPiece(piece.length);
    yield piece;
  }
}
