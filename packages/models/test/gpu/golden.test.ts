import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { BACKEND_NAME, startWebGpu } from '@exmodel/backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import { describeGolden } from '../describe-golden';
import { largeCases, lite0Case, smallCases, smallNetworkCases, trainingCases } from '../golden-cases';

/** Where `exmodel setup-gpu` puts the packages. */
const folder = fileURLToPath(
  new URL('../../../../apps/runner/node_modules/.webgpu/package.json', import.meta.url),
);
const from = (name: string) => () => import(pathToFileURL(createRequire(folder).resolve(name)).href);

const gpu = {
  name: 'WebGPU',
  async prepare() {
    await startWebGpu({ dawn: from('webgpu'), tfjs: from('@tensorflow/tfjs-backend-webgpu') });
    await tf.setBackend(BACKEND_NAME);
  },
};

describeGolden([...smallCases, ...smallNetworkCases, ...largeCases, lite0Case], gpu, {
  logits: 1e-3,
  gradients: 1e-3,
});
// Rounding decides ReLUs here: PyTorch's own float32 is up to 0.066 away.
describeGolden(trainingCases, gpu, { logits: 1e-3, gradients: 0.1 });
