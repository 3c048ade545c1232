import { describeGolden, type GoldenBackend } from './describe-golden';
import {
  clearLite0Case,
  clearMobilenetCase,
  clearResnetCase,
  largeCases,
  lite0Case,
  smallCases,
  smallNetworkCases,
  trainingCases,
} from './golden-cases';

/** Tests every case on a backend that sums in float32. */
export function describeGoldenFloat32(backend: GoldenBackend): void {
  describeGolden([...smallCases, ...largeCases, ...smallNetworkCases], backend, {
    logits: 2e-5,
    gradients: 1e-4,
  });

  // Filter gradients are small differences of large sums here: PyTorch's own float32 is up to 2.4e-4 (ResNet-18) and 9e-4 away.
  describeGolden([clearResnetCase, lite0Case], backend, { logits: 1e-5, gradients: 3e-4 });
  describeGolden([clearMobilenetCase], backend, { logits: 1e-5, gradients: 2e-3 });
  // TensorFlow's own order of summing is 2.1e-3 away in one of its 49 convolutions.
  describeGolden([clearLite0Case], backend, { logits: 1e-5, gradients: 4e-3 });

  // Rounding decides ReLUs here: PyTorch's own float32 is up to 0.025 (ResNet-18) and 0.066 (MobileNetV2) away.
  describeGolden(trainingCases, backend, { logits: 1e-4, gradients: 0.1 });
}
