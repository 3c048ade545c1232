import {
  customGrad,
  gather,
  pad,
  reshape,
  sum,
  type Tensor,
  type Tensor4D,
  tensor1d,
} from '@tensorflow/tfjs-core';

/**
 * Images of the same size in which pixel i is the given images' pixel `sources[i]`, and 0 where that is −1.
 * The same for every image and channel; differentiable once in the images.
 *
 * Forward and backward are a gather each. tfjs's own gradient of a gather is a segment sum, which its cpu
 * backend computes by a pass over the whole tensor for every pixel.
 *
 * @param images [batch, height, width, channels]
 * @param sources height × width numbers from −1 to height·width − 1
 */
export function movePixels(images: Tensor4D, sources: Int32Array): Tensor4D {
  const move = customGrad((...inputs) => ({
    value: pick(inputs[0] as Tensor4D, sources),
    gradFunc: (dy: Tensor) => {
      const [batch, height, width, channels] = images.shape;
      const readers = readersOf(sources);
      const gathered = pick(dy as Tensor4D, readers);
      const turns = readers.length / sources.length;
      return reshape(sum(reshape(gathered, [batch, turns, -1, channels]), 1), [
        batch,
        height,
        width,
        channels,
      ]);
    },
  }));
  return move(images) as Tensor4D;
}

/** Pixels at these places of every image, 0 for −1: [batch, places / width, width, channels]. */
function pick(images: Tensor4D, places: Int32Array): Tensor4D {
  const [batch, height, width, channels] = images.shape;
  const size = height * width;
  // One more pixel, black, for all that comes from outside.
  const padded = pad(reshape(images, [batch, size, channels]), [
    [0, 0],
    [0, 1],
    [0, 0],
  ]);
  const indices = tensor1d(
    places.map((place) => (place < 0 ? size : place)),
    'int32',
  );
  return reshape(gather(padded, indices, 1), [batch, places.length / width, width, channels]);
}

/** The readers of each pixel: as many maps, end to end, as the most read pixel has readers; −1 for no further reader. */
function readersOf(sources: Int32Array): Int32Array {
  const counts = new Int32Array(sources.length);
  for (const source of sources) if (source >= 0) counts[source] = (counts[source] as number) + 1;
  const turns = Math.max(
    1,
    counts.reduce((a, b) => Math.max(a, b), 0),
  );
  const readers = new Int32Array(turns * sources.length).fill(-1);
  sources.forEach((source, reader) => {
    if (source < 0) return;
    const turn = (counts[source] as number) - 1;
    counts[source] = turn;
    readers[turn * sources.length + source] = reader;
  });
  return readers;
}
