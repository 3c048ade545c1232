// node accuracy-of-student.js STUDENT.safetensors: prints the accuracy of a saved LeNet-5 on the test images of
// synthetic Split MNIST, computed from the published packages alone.
import { readFileSync } from 'node:fs';
import '@exmodel/backend-wasm';
import { createBenchmark, readImages, readLabels } from '@exmodel/benchmarks';
import { createModel, loadStateDict, readSafetensors } from '@exmodel/models';
import { argMax, setBackend, tensor } from '@tensorflow/tfjs-core';

await setBackend('exmodel-wasm');
const { experiences, normalization, shape, classCount } = await createBenchmark('split_mnist', {
  seed: 1234,
  synthetic: true,
  imageSize: 32,
});
const model = createModel('lenet', { inputShape: shape, classes: classCount, random: Math.random });
loadStateDict(model, readSafetensors(readFileSync(process.argv[2])).tensors);

let right = 0;
let count = 0;
for (const { test } of experiences) {
  const indices = Array.from({ length: test.length }, (_, i) => i);
  const images = tensor(readImages(test, indices, normalization), [test.length, ...shape]);
  const predictions = argMax(model.predict(images), 1).dataSync();
  const labels = readLabels(test, indices);
  right += labels.filter((label, i) => label === predictions[i]).length;
  count += labels.length;
}
console.log(right / count);
