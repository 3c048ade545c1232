/**
 * Images a second of LeNet-5 and the slim ResNet-18 beside tfjs cpu, one line each. The first argument, if any,
 * selects lines: `pnpm --filter @exmodel/backend-wasm bench train`.
 */
import '@tensorflow/tfjs-backend-cpu';
// tfjs-core's Node entry knows no gradients; tfjs-layers registers them.
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import { BACKEND_NAME } from '../src/index';
import { imagesPerSecond, type Work } from './images-per-second';
import { lenet5, slimResnet18 } from './networks';

const networks = { 'LeNet-5': lenet5, 'slim ResNet-18': slimResnet18 };

const rows: readonly { network: keyof typeof networks; work: Work; batch: number; onCpu: boolean }[] = [
  { network: 'LeNet-5', work: 'forward', batch: 128, onCpu: true },
  { network: 'LeNet-5', work: 'forward', batch: 1000, onCpu: false },
  { network: 'LeNet-5', work: 'train', batch: 32, onCpu: true },
  { network: 'LeNet-5', work: 'train', batch: 128, onCpu: false },
  { network: 'LeNet-5', work: 'input gradient', batch: 128, onCpu: false },
  { network: 'LeNet-5', work: 'input gradient', batch: 1024, onCpu: false },
  { network: 'slim ResNet-18', work: 'forward', batch: 32, onCpu: false },
  { network: 'slim ResNet-18', work: 'train', batch: 32, onCpu: false },
  { network: 'slim ResNet-18', work: 'input gradient', batch: 32, onCpu: false },
];

async function speedOn(backend: string, { network, work, batch }: (typeof rows)[number], steps: number) {
  await tf.setBackend(backend);
  const model = networks[network]();
  const speed = imagesPerSecond(model, work, batch, steps);
  tf.dispose(model.variables);
  return speed;
}

const wanted = process.argv[2] ?? '';
console.log('images a second');
for (const row of rows) {
  const label = `${row.network} ${row.work} B${row.batch}`;
  if (!label.includes(wanted)) continue;
  const ours = await speedOn(BACKEND_NAME, row, 12);
  const cpu = row.onCpu ? await speedOn('cpu', row, 1) : undefined;
  const beside = cpu === undefined ? '' : `   tfjs cpu ${cpu.toFixed(1)} (×${(ours / cpu).toFixed(0)})`;
  console.log(`${label.padEnd(36)} ${ours.toFixed(0).padStart(6)}${beside}`);
}
