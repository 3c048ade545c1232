import * as tf from '@tensorflow/tfjs-core';
import { describeGolden } from './describe-golden';
import { useExactConvolutions } from './exact-convolutions';
import { smallCases, trainingCases } from './golden-cases';

// Not `largeCases`: they take their time here, and lose nothing on the engine, where no ReLU is near enough to zero.
async function onCpu(): Promise<void> {
  await tf.setBackend('cpu');
  useExactConvolutions();
}

describeGolden(smallCases, onCpu, { logits: 1e-5, gradients: 1e-4 });
describeGolden(trainingCases, onCpu, { logits: 2e-5, gradients: 1e-4 });
