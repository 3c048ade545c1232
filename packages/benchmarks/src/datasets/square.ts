import type { ImageDataset, TrainTest } from '../images/image-dataset';
import { cacheImages } from '../views/cache-images';
import { fitImages, type ImageFit } from '../views/fit-images';

/** Both splits at `size` × `size` pixels, each image made at most once; as they are where the size is right. */
export function square({ train, test }: TrainTest, size: number, fit?: ImageFit): TrainTest {
  const fitted = (dataset: ImageDataset) => {
    const images = fitImages(dataset, size, fit);
    return images === dataset ? dataset : cacheImages(images);
  };
  return { train: fitted(train), test: fitted(test) };
}
