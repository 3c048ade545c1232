import '@tensorflow/tfjs-backend-cpu';
import { setThreads } from '@exmodel/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { describeGoldenFloat32 } from './describe-golden-float32';

describeGoldenFloat32({
  name: 'exmodel-wasm',
  async prepare() {
    await tf.setBackend('exmodel-wasm');
    setThreads(1);
  },
});
