import * as tf from '@tensorflow/tfjs-core';
import { describeGolden } from './describe-golden';
import { useExactConvolutions } from './exact-convolutions';
import { smallCases, trainingCases } from './golden-cases';

// Not the others: they take their time here, and lose nothing on the engine, where no ReLU is near enough to zero.
const exact = {
  name: 'cpu, summing in float64,',
  async prepare() {
    await tf.setBackend('cpu');
    useExactConvolutions();
  },
};

describeGolden(smallCases, exact, { logits: 1e-5, gradients: 1e-4 });
describeGolden(trainingCases, exact, { logits: 2e-5, gradients: 1e-4 });
