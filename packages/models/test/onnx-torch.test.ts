import '@tensorflow/tfjs-backend-cpu';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setThreads } from '@exmodel/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { stateDict } from '../src/index';
import { openOnnx } from '../src/onnx';
import { writePytorch } from '../src/pytorch';
import { expectAllclose } from './allclose';
import { torchPython } from './torch-python';

const fixtures = fileURLToPath(new URL('./fixtures/onnx', import.meta.url));
const hasPackages =
  torchPython !== undefined && spawnSync(torchPython, ['-c', 'import torchvision, onnxruntime']).status === 0;

/** Files that are exported with everything as it is. */
const kept = [
  'resnet-preserved',
  'own-preserved',
  'densenet-preserved',
  'regnet-kept',
  'vit-preserved',
  'vit-kept',
];

/** Loads each state dict, strictly, into the class that the ONNX file came from, and each written ONNX file; prints their outputs. */
const script = `
import json, sys
sys.path.insert(0, sys.argv[1])
import make, onnxruntime, torch
make.classes = 7
outputs = {}
for file in sys.argv[3:]:
    module = make.networks[file.rsplit("-", 1)[0]]()
    module.load_state_dict(torch.load(f"{sys.argv[2]}/{file}.pth", weights_only=True))
    images = make.wave(2, 3, 32, 32)
    session = onnxruntime.InferenceSession(f"{sys.argv[2]}/{file}.onnx")
    runtime = session.run(None, {"images": images.numpy()})[0]
    outputs[file] = [module.eval()(images).flatten().tolist(), runtime.flatten().tolist()]
json.dump(outputs, open(f"{sys.argv[2]}/outputs.json", "w"))
`;

beforeAll(async () => {
  await tf.setBackend('exmodel-wasm');
  setThreads(1);
});

test.skipIf(!hasPackages)(
  'a student of an ONNX file loads into the PyTorch class that wrote it and, as ONNX, into onnxruntime; both compute the same',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'exmodel-onnx-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const own: Record<string, ArrayLike<number>> = {};
    let draw = 0;
    for (const name of kept) {
      const file = await openOnnx(join(fixtures, `${name}.onnx`));
      const random = () => (draw++ * 0.37) % 1;
      const model = await file.createModel({ newHead: { classes: 7, random } });
      const tensors = await stateDict(model);
      writeFileSync(join(folder, `${name}.pth`), writePytorch(tensors));
      writeFileSync(join(folder, `${name}.onnx`), await file.write({ tensors, classes: 7 }));
      const outputs = tf.tidy(() => {
        const values = Float32Array.from({ length: 2 * 3 * 32 * 32 }, (_, index) => Math.sin(0.7 * index));
        const images = tf.transpose(tf.tensor4d(values, [2, 3, 32, 32]), [0, 2, 3, 1]);
        const logits = model.apply(images) as tf.Tensor;
        return file.activation === 'softmax' ? tf.softmax(logits) : logits;
      });
      own[name] = await outputs.data();
      model.dispose();
    }
    execFileSync(torchPython ?? '', ['-c', script, fixtures, folder, ...kept], { stdio: 'pipe' });
    const others = JSON.parse(readFileSync(join(folder, 'outputs.json'), 'utf8')) as Record<
      string,
      number[][]
    >;
    expect(Object.keys(others)).toEqual(kept);
    for (const [name, [torch = [], runtime = []]] of Object.entries(others)) {
      expectAllclose(own[name] ?? [], torch, 1e-4, { what: `${name} by PyTorch`, floor: 0.1 });
      expectAllclose(own[name] ?? [], runtime, 1e-4, { what: `${name} by onnxruntime`, floor: 0.1 });
    }
  },
);
