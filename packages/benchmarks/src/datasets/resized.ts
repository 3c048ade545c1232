import type { ImageDataset, TrainTest } from '../images/image-dataset';
import { resizeImages } from '../views/resize-images';

/** Both splits at `size` × `size` pixels, each image resized anew at every read: all of them at 96 × 96 would take 1.7 GB. */
export function resized({ train, test }: TrainTest, size: number | undefined): TrainTest {
  const view = (dataset: ImageDataset) =>
    size === undefined || dataset.shape[0] === size ? dataset : resizeImages(dataset, size, size);
  return { train: view(train), test: view(test) };
}
