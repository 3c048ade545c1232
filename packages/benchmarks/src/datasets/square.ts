import type { ImageDataset, TrainTest } from '../images/image-dataset';
import { cacheImages } from '../views/cache-images';
import { resizeImages } from '../views/resize-images';

/** Both splits at `size` × `size` pixels, each image resized at most once; as they are where the size is right. */
export function square({ train, test }: TrainTest, size: number): TrainTest {
  const resized = (dataset: ImageDataset) =>
    dataset.shape[0] === size && dataset.shape[1] === size
      ? dataset
      : cacheImages(resizeImages(dataset, size, size));
  return { train: resized(train), test: resized(test) };
}
