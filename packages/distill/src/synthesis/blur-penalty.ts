import {
  customGrad,
  div,
  type GradSaveFunc,
  matMul,
  maximum,
  mul,
  reshape,
  type Scalar,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';

/** Radius and standard deviation, in pixels, of the reference's 7×7 Gaussian. */
const radius = 3;
const sigma = 1;

/**
 * Σ over the images of ‖x − blur(x)‖₂ (not squared): high frequencies cost. Blur is the 7×7 Gaussian
 * with σ = 1, each channel by itself, zeros outside.
 *
 * The Gaussian is separable, so a blur is two products with banded matrices, B_h·x·B_w: matrix
 * products are every backend's fastest op. B is symmetric, so the gradient blurs once more.
 *
 * @param images [batch, height, width, channels]
 */
export function blurPenalty(images: Tensor4D): Scalar {
  const forward = customGrad((...inputs: (Tensor | GradSaveFunc)[]) => {
    const [x, save] = inputs as [Tensor4D, GradSaveFunc];
    const residual = sub(x, blur(x));
    const norms = sqrt(sum(square(residual), [1, 2, 3], true));
    save([residual, norms]);
    return {
      value: sum(norms),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [residual, norms] = saved as [Tensor4D, Tensor4D];
        // At norm 0 the residual is 0 as well: the bound only avoids 0/0.
        const direction = div(residual, maximum(norms, 1e-20)) as Tensor4D;
        return mul(sub(direction, blur(direction)), dy);
      },
    };
  });
  return forward(images) as Scalar;
}

/** [batch, height, width, channels] → the same shape, blurred. */
export function blur(images: Tensor4D): Tensor4D {
  const [batch, height, width, channels] = images.shape;
  return tidy(() => {
    const alongRows = reshape(bandMatrix(height, 1), [1, height, height]) as Tensor3D;
    const lines = matMul(alongRows, reshape(images, [batch, height, width * channels]));
    const alongColumns = bandMatrix(width, channels);
    const blurred = matMul(reshape(lines, [batch * height, width * channels]) as Tensor2D, alongColumns);
    return reshape(blurred, [batch, height, width, channels]);
  });
}

/** Band matrices by `size/stride`: every minibatch needs the same few, forwards and backwards. */
const bands = new Map<string, Float32Array>();

/** [size·stride, size·stride]: the one-dimensional Gaussian between cells that are `stride` apart. */
function bandMatrix(size: number, stride: number): Tensor2D {
  const key = `${size}/${stride}`;
  const values = bands.get(key) ?? bandValues(size, stride);
  bands.set(key, values);
  return tensor2d(values, [size * stride, size * stride]);
}

function bandValues(size: number, stride: number): Float32Array {
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const cells = size * stride;
  const matrix = new Float32Array(cells * cells);
  for (let cell = 0; cell < cells; cell++) {
    for (let offset = -radius; offset <= radius; offset++) {
      const other = cell + offset * stride;
      if (other >= 0 && other < cells)
        matrix[cell * cells + other] = (weights[offset + radius] as number) / total;
    }
  }
  return matrix;
}
