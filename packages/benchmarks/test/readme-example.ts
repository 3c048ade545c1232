import { createBenchmark, readImages, readLabels } from '@exmodel/benchmarks';

const benchmark = await createBenchmark('split_mnist', { seed: 1234, imageSize: 32 });

for (const { index, classes, train, test } of benchmark.experiences) {
  console.log(`${index}: digits ${classes.join(' and ')}, ${train.length} to train, ${test.length} to test`);
}

const [first] = benchmark.experiences;
if (first) {
  const images = readImages(first.train, [0, 1, 2], benchmark.normalization); // float32 [3, 32, 32, 1]
  const labels = readLabels(first.train, [0, 1, 2]);
  console.log(images.length, [...labels]);
}
