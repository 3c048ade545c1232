import '@tensorflow/tfjs-backend-cpu';
import { setThreads } from '@exmodel/backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { describeGolden } from './describe-golden';
import { largeCases, smallCases, trainingCases } from './golden-cases';

async function onEngine(): Promise<void> {
  await tf.setBackend('exmodel-wasm');
  setThreads(1);
}

describeGolden([...smallCases, ...largeCases], onEngine, { logits: 2e-5, gradients: 1e-4 });
// Sums in float32 send some ReLUs to the other side, whose gradients then differ: golden.test.ts has the sharp numbers.
describeGolden(trainingCases, onEngine, { logits: 1e-4, gradients: 0.1 });
