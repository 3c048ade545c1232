import { type ImageShape, imageSize, type SampleSource } from '@exmodel/distill';

/** Each image has one bright bar across it, at a random height and of a random thickness, on a ground of noise. */
export function barImages(shape: ImageShape): SampleSource {
  const [height, width, channels] = shape;
  const row = width * channels;
  return {
    stateless: true, // it keeps nothing between two batches
    async *prepare() {
      return undefined; // it makes nothing from an expert
    },
    draw(count, random) {
      const pixels = random.normals(count * imageSize(shape)).map((value) => value / 2);
      for (let image = 0; image < count; image++) {
        const thickness = 1 + random.integer(height / 2);
        const top = random.integer(height - thickness + 1);
        const from = image * imageSize(shape) + top * row;
        for (let i = from; i < from + thickness * row; i++) pixels[i] = (pixels[i] as number) + 2;
      }
      return { shape, count, pixels };
    },
  };
}
