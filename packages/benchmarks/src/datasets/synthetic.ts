import { arrayDataset } from '../images/array-dataset';
import { type ImageDataset, type ImageShape, type TrainTest, valuesPerImage } from '../images/image-dataset';
import { TorchGenerator } from '../random/torch-generator';
import { PilResizer } from '../views/pil-resizer';
import type { SyntheticSize } from './dataset-options';

export interface SyntheticOptions extends SyntheticSize {
  readonly name: string;
  readonly shape: ImageShape;
  readonly classCount: number;
  /** An integer in 0 … 2³² − 1: the same seed, the same images. */
  readonly seed: number;
}

/** A class's pattern starts as a grid of this many cells per side, each dark or bright. */
const CELLS = 7;
const BRIGHT_SHARE = 0.35;
const MAX_SHIFT = 2;
const MIN_GAIN = 0.7;
const NOISE = 48;

/**
 * A small made-up data set that a network learns quickly: each class is one smooth random pattern; each image is
 * its class's pattern, shifted by up to two pixels a side, dimmed to 70–100 % and covered with noise. The classes
 * take turns. Training and test images share the patterns and nothing else.
 */
export function createSyntheticDataset(options: SyntheticOptions): TrainTest {
  const { name, shape, classCount, seed, trainPerClass = 60, testPerClass = 20 } = options;
  const random = new TorchGenerator(seed);
  const patterns = Array.from({ length: classCount }, () => drawPattern(shape, random));
  const draw = (split: string, perClass: number): ImageDataset => {
    const size = valuesPerImage(shape);
    const labels = Uint16Array.from({ length: perClass * classCount }, (_, index) => index % classCount);
    const pixels = new Uint8Array(labels.length * size);
    for (const [index, label] of labels.entries()) {
      drawImage(
        patterns[label] as Uint8Array,
        shape,
        random,
        pixels.subarray(index * size, (index + 1) * size),
      );
    }
    return arrayDataset({ name: `${name}/${split}`, shape, classCount, labels, pixels });
  };
  return { train: draw('train', trainPerClass), test: draw('test', testPerClass) };
}

function drawPattern([height, width, channels]: ImageShape, random: TorchGenerator): Uint8Array {
  const cells = Uint8Array.from({ length: CELLS * CELLS * channels }, () =>
    random.rand() < BRIGHT_SHARE ? 255 : 0,
  );
  return new PilResizer([CELLS, CELLS, channels], [height, width]).resize(cells);
}

function drawImage(pattern: Uint8Array, shape: ImageShape, random: TorchGenerator, into: Uint8Array): void {
  const [height, width, channels] = shape;
  const down = random.randint(-MAX_SHIFT, MAX_SHIFT + 1);
  const right = random.randint(-MAX_SHIFT, MAX_SHIFT + 1);
  const gain = MIN_GAIN + (1 - MIN_GAIN) * random.rand();
  let at = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const inside = row >= down && row < height + down && column >= right && column < width + right;
      for (let channel = 0; channel < channels; channel++) {
        const from = ((row - down) * width + column - right) * channels + channel;
        const value = inside ? (pattern[from] as number) : 0;
        const noisy = Math.floor(value * gain + NOISE * (random.rand() - 0.5));
        into[at++] = Math.min(255, Math.max(0, noisy));
      }
    }
  }
}
