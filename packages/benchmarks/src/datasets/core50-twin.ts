import type { ImageDataset } from '../images/image-dataset';
import { TorchGenerator } from '../random/torch-generator';
import { cacheImages } from '../views/cache-images';
import { resizeImages } from '../views/resize-images';
import { subset } from '../views/subset';
import { type Core50Data, type Core50Run, core50Experiences } from './core50-streams';
import type { SyntheticSize } from './dataset-options';
import { createSyntheticDataset } from './synthetic';
import { withAtLeast } from './with-at-least';

const OBJECTS = 50;
const TRAIN_SESSIONS = 8;
const FIRST_CLASSES = 10;

/** All frames of one object in one session. */
interface Sequence {
  readonly object: number;
  readonly session: number;
}

/**
 * A made-up CORe50 of the same shape, with streams built by the rules of the official ones, in orders drawn from the
 * run's number. Its images are of 32 × 32 pixels, enlarged when they are first
 * read.
 */
export function core50Twin(run: Core50Run, synthetic: true | SyntheticSize): Core50Data {
  const size = withAtLeast({ trainPerClass: TRAIN_SESSIONS }, synthetic);
  const { train, test } = createSyntheticDataset({
    trainPerClass: 16,
    testPerClass: 3,
    ...(typeof size === 'object' ? size : {}),
    name: 'synthetic CORe50',
    shape: [32, 32, 3],
    classCount: OBJECTS,
    seed: 2017,
  });
  const imagesPerSequence = new Map<string, number[]>();
  const key = ({ object, session }: Sequence) => `${object} ${session}`;
  for (let index = 0; index < train.length; index++) {
    // The classes take turns, and each class's images take turns in the sessions.
    const sequence = { object: train.label(index), session: Math.floor(index / OBJECTS) % TRAIN_SESSIONS };
    const images = imagesPerSequence.get(key(sequence)) ?? [];
    imagesPerSequence.set(key(sequence), [...images, index]);
  }
  const enlarged = (images: ImageDataset) => cacheImages(resizeImages(images, 128, 128));
  const large = enlarged(train);
  return {
    train: sequencesOf(run).map((sequences) =>
      subset(
        large,
        sequences.flatMap((sequence) => imagesPerSequence.get(key(sequence)) ?? []),
      ),
    ),
    test: enlarged(test),
  };
}

/** What each experience shows, by the rules of the official streams. */
function sequencesOf({ stream, run }: Core50Run): Sequence[][] {
  const random = new TorchGenerator(run);
  const sessions = random.randperm(TRAIN_SESSIONS);
  if (stream === 'NI_inc') {
    return sessions.map((session) =>
      Array.from({ length: OBJECTS }, (_, object): Sequence => ({ object, session })),
    );
  }
  const count = core50Experiences[stream];
  if (stream === 'NC_inc') {
    const order = random.randperm(OBJECTS);
    return cut(order, count).map((objects) =>
      objects.flatMap((object) => sessions.map((session): Sequence => ({ object, session }))),
    );
  }
  // New instances and classes: every object in one session, then every object in the next one, and so on.
  const all = sessions.flatMap((session) =>
    random.randperm(OBJECTS).map((object): Sequence => ({ object, session })),
  );
  return cut(all, count);
}

/** Ten in the first part, equally many in each of the others. */
function cut<T>(all: readonly T[], count: number): T[][] {
  const size = (all.length - FIRST_CLASSES) / (count - 1);
  return Array.from({ length: count }, (_, index) =>
    index === 0
      ? all.slice(0, FIRST_CLASSES)
      : all.slice(FIRST_CLASSES + (index - 1) * size, FIRST_CLASSES + index * size),
  );
}
