import { expect } from 'vitest';
import { describeGoldenFloat32 } from '../../../../packages/models/test/describe-golden-float32';
import { chooseBackend } from '../../src/backends/choose-backend';

// The golden tests of @exmodel/models, which has no tfjs-node of its own, on TensorFlow's kernels.
describeGoldenFloat32({
  name: 'TensorFlow',
  async prepare() {
    expect(await chooseBackend('tensorflow')).toMatchObject({ name: 'tensorflow' });
  },
});
