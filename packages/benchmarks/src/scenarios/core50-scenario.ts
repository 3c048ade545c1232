import { inTurn } from '../augmentations/in-turn';
import { randomCrop } from '../augmentations/random-crop';
import { randomHorizontalFlip } from '../augmentations/random-horizontal-flip';
import { randomRotation } from '../augmentations/random-rotation';
import { loadCore50 } from '../datasets/core50';
import type { Core50Data, Core50Stream } from '../datasets/core50-streams';
import type { ImageDataset, ImageShape } from '../images/image-dataset';
import { imagesOf } from '../views/images-of';
import type { Benchmark, Experience } from './benchmark';
import type { Scenario, ScenarioOptions } from './scenario';

const SHAPE: ImageShape = [128, 128, 3];
const CLASSES = 50;
const RUNS = 10;

/** The five seeds of the reference, each with the official order that goes with it: its place in this list. */
const SEEDS = [1234, 2345, 3456, 5678, 6789];

/** Which official order a seed stands for: 0 to 4 for the reference's five seeds, else the seed modulo ten. */
function core50RunOf(seed: number): number {
  const known = SEEDS.indexOf(seed);
  return known >= 0 ? known : seed % RUNS;
}

/**
 * A scenario over CORe50. The official lists define the experiences, nothing is drawn from the generator; an
 * experience is tested on all test images of its classes.
 */
export function core50Scenario({
  name,
  experienceCount,
  lists,
  options = {},
  run = ({ seed }) => core50RunOf(seed),
  arrange = ({ train }) => train,
}: {
  readonly name: string;
  readonly experienceCount: number;
  /** The official file lists that the experiences are read from. */
  readonly lists: (options: ScenarioOptions) => Core50Stream;
  readonly options?: Scenario['options'];
  readonly run?: (options: ScenarioOptions) => number;
  /** The training images of each experience. */
  readonly arrange?: (data: Core50Data) => readonly ImageDataset[];
}): Scenario {
  return {
    name,
    aliases: [],
    stream: name,
    dataset: 'core50',
    auxiliaryDataset: 'imagenet',
    invariances: [
      { change: 'padded-crop', padding: 4 },
      { change: 'horizontal-flip' },
      { change: 'rotation', degrees: 15 },
    ],
    shape: SHAPE,
    classCount: CLASSES,
    experienceCount,
    multiTask: false,
    resizable: false,
    divisible: false,
    options,
    async open(given): Promise<Benchmark> {
      const data = await loadCore50({ stream: lists(given), run: run(given) }, given);
      return {
        scenario: name,
        classCount: CLASSES,
        shape: SHAPE,
        multiTask: false,
        normalization: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
        trainAugmentation: inTurn(randomHorizontalFlip, randomCrop(1), randomRotation(15)),
        experiences: arrange(data).map((train, index): Experience => {
          const classes = classesOf(train);
          return { index, classes, train, test: imagesOf(data.test, classes) };
        }),
      };
    },
  };
}

function classesOf(dataset: ImageDataset): number[] {
  const labels = new Set(Array.from({ length: dataset.length }, (_, index) => dataset.label(index)));
  return [...labels].sort((a, b) => a - b);
}
