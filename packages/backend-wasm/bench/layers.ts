// Milliseconds of processor time of single operations on one thread: MobileNetV2's of several sizes, and a product of matrices. See layers.mjs.
import * as tf from '@tensorflow/tfjs-core';
import '../src/index';
import { setThreads } from '../src/index';

const [seconds = '0.5'] = process.argv.slice(2);
await tf.setBackend('exmodel-wasm');
setThreads(1);

/** Of the fastest repetition: other processes disturb the rest. */
function milliseconds(compute: () => tf.Tensor | readonly tf.Tensor[]): number {
  const step = () => tf.tidy(() => void compute());
  for (let i = 0; i < 3; i++) step();
  let best = Number.POSITIVE_INFINITY;
  const end = performance.now() + Number(seconds) * 1000;
  for (let i = 0; i < 5 || performance.now() < end; i++) {
    const start = process.cpuUsage();
    step();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

const random = (shape: number[]) => tf.randomNormal(shape, 0, 1, 'float32', 1);
const kernel = (name: string, inputs: tf.NamedTensorMap, attrs: object) =>
  tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap) as unknown as tf.Tensor[];

const times: Record<string, number> = {};

function product(size: number): void {
  const [a, b] = [random([size, size]), random([size, size])] as [tf.Tensor2D, tf.Tensor2D];
  times[`product ${size}`] = milliseconds(() => tf.matMul(a, b));
}

/** A 1x1 convolution, or one of 3x3 filters of a channel each. */
function convolution(side: number, from: number, to: number, stride: number): void {
  const isDepthwise = to === 1;
  const x = random([32, side, side, from]) as tf.Tensor4D;
  const w = random(isDepthwise ? [3, 3, from, 1] : [1, 1, from, to]) as tf.Tensor4D;
  const attrs = { strides: [stride, stride], pad: isDepthwise ? 1 : 0, dilations: 1, dataFormat: 'NHWC' };
  const forward = () =>
    isDepthwise ? tf.depthwiseConv2d(x, w, stride, 1) : tf.conv2d(x, w, stride, 'valid');
  const dy = forward();
  const name = isDepthwise
    ? `depthwise ${side} ${from} stride ${stride}`
    : `pointwise ${side} ${from} to ${to}`;
  const backward = isDepthwise ? 'DepthwiseConv2dNativeBackprop' : 'Conv2DBackprop';
  const sizes = { inputShape: x.shape, filterShape: w.shape, dimRoundingMode: undefined };
  times[`${name}: forward`] = milliseconds(forward);
  times[`${name}: input gradient`] = milliseconds(() =>
    kernel(`${backward}Input`, { dy, filter: w }, { ...attrs, ...sizes }),
  );
  times[`${name}: filter gradient`] = milliseconds(() =>
    kernel(`${backward}Filter`, { x, dy }, { ...attrs, ...sizes }),
  );
}

function batchNorm(side: number, channels: number): void {
  const [x, dy] = [random([32, side, side, channels]), random([32, side, side, channels])];
  const [scale, offset] = [random([channels]), random([channels])];
  const inputs = { x: x as tf.Tensor, scale, offset };
  const forward = () => kernel('BatchNormTraining', inputs, { epsilon: 1e-5 });
  const [, mean, variance] = forward() as [tf.Tensor, tf.Tensor, tf.Tensor];
  times[`batch norm ${side} ${channels}: forward`] = milliseconds(forward);
  times[`batch norm ${side} ${channels}: gradient`] = milliseconds(() =>
    kernel('BatchNormTrainingGrad', { x, dy, scale, mean, variance }, { epsilon: 1e-5 }),
  );
}

product(512);
for (const [side, from, to] of [
  [64, 16, 96],
  [32, 144, 24],
  [16, 32, 192],
  [8, 384, 64],
  [4, 960, 160],
] as const)
  convolution(side, from, to, 1);
for (const [side, channels, stride] of [
  [64, 96, 2],
  [32, 144, 1],
  [8, 384, 1],
] as const)
  convolution(side, channels, 1, stride);
for (const [side, channels] of [
  [64, 96],
  [32, 24],
  [8, 384],
] as const)
  batchNorm(side, channels);
console.log(JSON.stringify(times));
process.exit(0);
