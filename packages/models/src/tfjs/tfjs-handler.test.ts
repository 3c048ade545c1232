import '@tensorflow/tfjs-backend-cpu';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { layers, loadLayersModel, sequential } from '@tensorflow/tfjs-layers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { graphModelFiles, graphModelLogits } from '../../test/graph-model';
import { fileServer, loopback } from '../../test/loopback';
import { zipBytes } from '../../test/zip-bytes';
import { createModel } from '../create-model';
import { LocationError } from '../location/location-error';
import { stateDict } from '../state-dict/state-dict';
import { openWeights } from '../weights/open-weights';
import { TfjsFileError } from './tfjs-file-error';
import { tfjsHandler } from './tfjs-handler';

function folderOf(files: ReadonlyMap<string, Uint8Array | string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'exmodel-tfjs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of files) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** What `model.save` writes, with its weights in three files. */
async function layersModelFiles(model: Awaited<ReturnType<typeof loadLayersModel>>) {
  const files = new Map<string, Uint8Array>();
  const save = async ({ modelTopology, weightSpecs, weightData }: tf.io.ModelArtifacts) => {
    const data = new Uint8Array(weightData as ArrayBuffer);
    const third = Math.ceil(data.length / 3);
    const paths = [0, 1, 2].map((i) => `shards/part${i}.bin`);
    for (const [i, path] of paths.entries()) files.set(path, data.slice(i * third, (i + 1) * third));
    const json = {
      format: 'layers-model',
      modelTopology,
      weightsManifest: [{ paths, weights: weightSpecs }],
    };
    files.set('model.json', new TextEncoder().encode(JSON.stringify(json)));
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' as const } };
  };
  await model.save({ save });
  return files;
}

describe('a LayersModel', () => {
  test('comes back from its folder and from a URL, bit for bit', async () => {
    const model = createModel('lenet', { inputShape: [32, 32, 1], classes: 4, random: Math.random });
    const files = await layersModelFiles(model);
    const url = await loopback(fileServer(files).listener);
    for (const place of [join(folderOf(files), 'model.json'), `${url}/model.json`]) {
      const loaded = await loadLayersModel(tfjsHandler(place));
      expect([...(await stateDict(loaded))]).toEqual([...(await stateDict(model))]);
      loaded.dispose();
    }
    model.dispose();
  });

  test('shows its weights under their own names, without reading them', async () => {
    const model = createModel('simple_mlp', {
      inputShape: [2, 2, 1],
      classes: 3,
      random: Math.random,
      hiddenSize: 5,
    });
    const files = await layersModelFiles(model);
    const folder = folderOf(files);
    const opened = await openWeights(join(folder, 'model.json'));
    expect(opened).toMatchObject({ format: 'tfjs-layers', metadata: {} });
    expect(opened.infos.get('features.0/kernel')).toEqual({ dtype: 'F32', shape: [4, 5] });
    const kernel = (await opened.read()).get('features.0/kernel');
    expect(kernel?.data).toEqual(model.getLayer('features.0').getWeights()[0]?.dataSync());
    rmSync(join(folder, 'shards'), { recursive: true });
    await openWeights(join(folder, 'model.json'));
    await expect(opened.read()).rejects.toThrow(LocationError);
    model.dispose();
  });
});

describe('names that URLs and shells read otherwise', () => {
  const names = ['./my model.weights.bin', 'c#1.bin', '50%.bin', 'a%20b.bin', 'my model #1 (50%)/part 1.bin'];
  const values = Float32Array.of(1, 2, 3, 4, 5, 6);
  const filesOf = (path: string, weight = 'dense/kernel') =>
    new Map<string, Uint8Array>([
      [path.replace('./', ''), new Uint8Array(values.buffer)],
      [
        'model.json',
        new TextEncoder().encode(
          JSON.stringify({
            modelTopology: { class_name: 'Sequential' },
            weightsManifest: [
              { paths: [path], weights: [{ name: weight, shape: [2, 3], dtype: 'float32' }] },
            ],
          }),
        ),
      ],
    ]);
  const below = (folder: string, files: ReadonlyMap<string, Uint8Array>) =>
    new Map([...files].map(([name, content]) => [`${folder}/${name}`, content] as const));

  test.each(names)('the file %j of a manifest is found, wherever the model is', async (path) => {
    const files = filesOf(path);
    const folder = folderOf(files);
    const url = await loopback(fileServer(below('m', files)).listener);
    writeFileSync(join(folder, 'model.zip'), zipBytes(Object.fromEntries(files)));
    const atHand = new Map(
      [...below('m', files)].map(([name, bytes]) => [name, new Blob([bytes as BlobPart])]),
    );
    for (const [place, options] of [
      [folder, {}],
      [join(folder, 'model.zip'), {}],
      [`${url}/m/model.json#c`, {}],
      ['m/model.json', { files: atHand }],
    ] as const) {
      const read = await (await openWeights(place, options)).read();
      expect(read.get('dense/kernel')?.data).toEqual(values);
    }
  });

  test.each(['my model', 'c#1', '50%', 'a%20b', 'c:d? (2)'])('the folder %j holds a model', async (name) => {
    const files = filesOf('./weights.bin');
    const folder = folderOf(below(name, files));
    const url = await loopback(fileServer(below(name, files)).listener);
    for (const place of [
      join(folder, name),
      join(folder, name, 'model.json'),
      `${url}/${encodeURIComponent(name)}/model.json`,
    ]) {
      const read = await (await openWeights(place)).read();
      expect(read.get('dense/kernel')?.data).toEqual(values);
    }
  });

  test('layers with names that TensorFlow.js refuses have their weights', async () => {
    const names = ['my layer', 'c#1', '50% (of it)', './dense', '_last'];
    const widths = [3, 4, 5, 6, 2];
    const plain = sequential({
      layers: widths.map((units, i) => layers.dense({ name: `plain${i}`, units, inputShape: [8] })),
    });
    const files = await layersModelFiles(plain);
    const text = new TextDecoder().decode(files.get('model.json'));
    const renamed = text.replace(/plain(\d)/g, (_, i) => names[i] ?? '');
    const folder = folderOf(files.set('model.json', new TextEncoder().encode(renamed)));
    const loaded = await loadLayersModel(tfjsHandler(folder));
    const image = tf.ones([1, 8]);
    const logits = (model: typeof loaded) => tf.tidy(() => (model.predict(image) as tf.Tensor).dataSync());
    expect(logits(loaded)).toEqual(logits(plain as typeof loaded));
    expect(loaded.layers.map(({ name }) => name)).toEqual([
      ...['my_layer', 'c_1', '50___of_it_', 'layer./dense', 'layer_last'],
    ]);
    expect([...(await openWeights(folder)).infos.keys()].slice(0, 2)).toEqual([
      'my layer/kernel',
      'my layer/bias',
    ]);
    for (const each of [loaded, plain, image]) each.dispose();
  });
});

test('a GraphModel gives the logits of its formula, and their gradient in the images, from folder and URL', async () => {
  const files = graphModelFiles();
  const url = await loopback(fileServer(files, { ranges: false }).listener);
  const image = Float32Array.from({ length: 64 }, (_, i) => Math.sin(3 * i));
  const expected = graphModelLogits(image);
  for (const place of [join(folderOf(files), 'model.json'), `${url}/model.json`]) {
    const model = await loadGraphModel(tfjsHandler(place));
    const logits = (images: tf.Tensor) => model.execute(images) as tf.Tensor;
    const given = tf.tidy(() => logits(tf.tensor4d(image, [1, 8, 8, 1])).dataSync());
    expect([...given].map((value, i) => Math.abs(value - (expected[i] ?? 0)))).toSatisfy((errors: number[]) =>
      errors.every((error) => error < 1e-5),
    );
    const gradient = tf.tidy(() =>
      tf
        .grad((x) => tf.sum(logits(x)))(tf.tensor4d(image, [1, 8, 8, 1]))
        .dataSync(),
    );
    const sum = (pixels: Float32Array) => graphModelLogits(pixels).reduce((total, value) => total + value, 0);
    for (const pixel of [0, 27, 63]) {
      const [more, less] = [1e-4, -1e-4].map((step) => image.with(pixel, (image[pixel] ?? 0) + step));
      const slope = (sum(more as Float32Array) - sum(less as Float32Array)) / 2e-4;
      expect(gradient[pixel]).toBeCloseTo(slope, 3);
    }
    model.dispose();
  }
  const opened = await openWeights(`${url}/model.json`);
  expect(opened.format).toBe('tfjs-graph');
  expect((await opened.read()).get('mean/axes')?.data).toEqual(Float32Array.of(1, 2));
});

test('quantized weights are read as tfjs reads them', async () => {
  const weights = [
    { name: 'affine', shape: [3], dtype: 'float32', quantization: { dtype: 'uint8', scale: 0.5, min: -1 } },
    { name: 'half', shape: [2], dtype: 'float32', quantization: { dtype: 'float16' } },
    { name: 'count', shape: [1], dtype: 'int32', quantization: { dtype: 'uint16', scale: 2, min: 3 } },
  ];
  const data = Uint8Array.of(0, 2, 255, 0x00, 0x3c, 0x00, 0xc1, 0x05, 0x00);
  const model = { modelTopology: {}, weightsManifest: [{ paths: ['w'], weights }] };
  const folder = folderOf(
    new Map<string, Uint8Array | string>([
      ['model.json', JSON.stringify(model)],
      ['w', data],
    ]),
  );
  const read = await (await openWeights(join(folder, 'model.json'))).read();
  const official = await tf.io.decodeWeights(data.buffer, weights as tf.io.WeightsManifestEntry[]);
  for (const [name, tensor] of Object.entries(official)) {
    expect([...(read.get(name)?.data ?? [])], name).toEqual([...tensor.dataSync()]);
    tensor.dispose();
  }
});

describe('what is malformed or leads elsewhere is refused, with a reason', () => {
  const weight = { name: 'w', shape: [2], dtype: 'float32' };
  const group = { paths: ['w.bin'], weights: [weight] };
  const model = (changes: object, of = group) => ({
    modelTopology: {},
    weightsManifest: [{ ...of, ...changes }],
  });
  test.each<[string, unknown, RegExp]>([
    [
      'a path above the folder',
      model({ paths: ['../w.bin'] }),
      /names the file "\.\.\/w\.bin".*Do not trust/,
    ],
    ['an absolute path', model({ paths: ['/etc/passwd'] }), /names the file "\/etc\/passwd"/],
    ['a URL', model({ paths: ['https://elsewhere.org/w.bin'] }), /names the file/],
    [
      'a shard too many',
      model({ paths: ['w.bin', 'more.bin'] }),
      /12 bytes in w\.bin, more\.bin. Expected the 8/,
    ],
    ['a shard twice', model({ paths: ['w.bin', 'w.bin'] }), /the file "w\.bin" twice/],
    ['no shard', model({ paths: [] }), /0 bytes in no file. Expected the 8/],
    ['a missing shard', model({ paths: ['none.bin'] }), /none\.bin: there is no such file/],
    [
      'a shape too large',
      model({ weights: [{ ...weight, shape: [2 ** 40] }] }),
      /4398046511104 bytes of weights/,
    ],
    [
      'a product without end',
      model({ weights: [{ ...weight, shape: Array(100).fill(2 ** 52) }] }),
      /bytes of weights/,
    ],
    ['a negative side', model({ weights: [{ ...weight, shape: [-1] }] }), /weight "w" of shape \[-1\]/],
    ['text', model({ weights: [{ ...weight, dtype: 'string' }] }), /weight "w" of dtype "string"/],
    [
      'a scale that is no number',
      model({ weights: [{ ...weight, quantization: { dtype: 'uint8' } }] }),
      /quantized as/,
    ],
    ['a name twice', model({ weights: [weight, weight] }), /the weight "w" twice/],
    ['no manifest', { modelTopology: {} }, /no weightsManifest/],
    ['no topology', { weightsManifest: [] }, /no modelTopology/],
    ['another format', { ...model({}), format: 'onnx' }, /the format "onnx"/],
    ['a control character', { ...model({}), format: '\u001b[2J' }, /\\u001b/],
  ])('%s', async (_, json, message) => {
    const files = [
      ['model.json', JSON.stringify(json)],
      ['w.bin', new Uint8Array(8)],
      ['more.bin', new Uint8Array(4)],
    ];
    const path = join(folderOf(new Map(files as [string, Uint8Array | string][])), 'model.json');
    const error = await tfjsHandler(path)
      .load?.()
      .catch((thrown: unknown) => thrown);
    expect(error instanceof TfjsFileError || error instanceof LocationError).toBe(true);
    expect((error as Error).message).toMatch(message);
  });

  test.each([
    ['no JSON', '{"modelTopology": ', /not JSON/],
    ['a bomb of brackets', `{"modelTopology": ${'['.repeat(1e6)}`, /a nesting of 201/],
  ])('%s', async (_, content, message) => {
    const path = join(folderOf(new Map([['model.json', content]])), 'model.json');
    await expect(tfjsHandler(path).load?.()).rejects.toThrow(message);
  });

  test('a server that sends more than the manifest states is cut off, however many files it names', async () => {
    const paths = Array.from({ length: 1000 }, (_, i) => `part${i}.bin`);
    const requests: string[] = [];
    const url = await loopback((request, response) => {
      requests.push(request.url ?? '');
      const asked =
        request.url === '/model.json' ? JSON.stringify(model({ paths })) : new Uint8Array(100_000);
      response.writeHead(200).end(asked);
    });
    const loading = tfjsHandler(`${url}/model.json`).load?.();
    await expect(loading).rejects.toThrow(/part0\.bin: the server sends more than 8 bytes/);
    expect(new Set(requests)).toEqual(new Set(['/model.json', '/part0.bin']));
  });
});
