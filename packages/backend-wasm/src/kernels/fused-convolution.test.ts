import { fc, test } from '@fast-check/vitest';
import * as tf from '@tensorflow/tfjs-core';
import { expectAgreement, normal, valueAndGradients } from '../../test/both-backends';
import { windows } from '../../test/shapes';

test.prop([windows, fc.constantFrom('linear' as const, 'relu' as const)], { numRuns: 25 })(
  'fused.conv2d and its gradients agree with tfjs cpu to 1e-5',
  async ({ batch, height, width, channels, outChannels, size, strides, pad }, activation) => {
    await expectAgreement(() =>
      valueAndGradients(
        (x, filter, bias) =>
          tf.fused.conv2d({
            x: x as tf.Tensor4D,
            filter: filter as tf.Tensor4D,
            strides,
            pad,
            bias,
            activation,
          }),
        [
          normal([batch, height, width, channels], 1),
          normal([...size, channels, outChannels], 2),
          normal([outChannels], 3),
        ],
      ),
    );
  },
);
