import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients.
import '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import '../src/index';
import { setThreads } from '../src/index';
import { leNet5, mobileNetV2, type Network, slimResNet18 } from './models';

const NETWORKS: Record<string, () => Network> = {
  lenet: leNet5,
  resnet: slimResNet18,
  mobilenet: mobileNetV2,
};

interface Rate {
  /** Images a second of wall time: the best tenth of the repetitions, since other processes disturb the rest. */
  wall: number;
  /** Images a second of processor time, all threads together. */
  cpu: number;
}

/** `undefined` for a step that the backend has no kernels for. */
function rate(batch: number, seconds: number, step: () => void): Rate | undefined {
  try {
    step();
    step();
  } catch {
    return undefined;
  }
  const times: number[] = [];
  const cpu = process.cpuUsage();
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end || times.length < 3) {
    const start = performance.now();
    step();
    times.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(cpu);
  times.sort((a, b) => a - b);
  return {
    wall: Math.round((batch * 1000) / (times[Math.floor(times.length / 10)] as number)),
    cpu: Math.round((batch * times.length * 1e6) / (user + system)),
  };
}

const [
  backend = 'exmodel-wasm',
  threads = '1',
  name = 'lenet',
  batchText = '128',
  seconds = '3',
  parts = 'forward,train,input',
] = process.argv.slice(2);
await tf.setBackend(backend);
if (backend === 'exmodel-wasm') setThreads(Number(threads));
const batch = Number(batchText);
const network = (NETWORKS[name] as () => Network)();
const images = tf.randomNormal([batch, ...network.inputShape], 0, 1, 'float32', 1) as tf.Tensor4D;
const labels = tf.oneHot(
  Array.from({ length: batch }, (_, i) => i % network.classes),
  network.classes,
);
const optimizer = tf.train.momentum(0.01, 0.9);
const loss = (x: tf.Tensor4D, training: boolean) =>
  tf.losses.softmaxCrossEntropy(labels, network.logits(x, training)) as tf.Scalar;
const measure = (part: string, step: () => void) =>
  parts.includes(part) ? rate(batch, Number(seconds), step) : undefined;
const forward = measure('forward', () => tf.tidy(() => void network.logits(images, false).dataSync()));
const train = measure('train', () =>
  tf.tidy(() => void optimizer.minimize(() => loss(images, true), true, network.parameters)?.dataSync()),
);
const gradient = tf.grad((x) => loss(x as tf.Tensor4D, false));
const input = measure('input', () => tf.tidy(() => void gradient(images).dataSync()));
console.log(
  JSON.stringify({
    backend,
    threads,
    name,
    batch,
    forward,
    train,
    input,
    // Kilobytes, as ru_maxrss.
    memory: process.resourceUsage().maxRSS / 1e3,
  }),
);
process.exit(0);
