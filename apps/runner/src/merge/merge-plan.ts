import type { Normalization } from '@exmodel/benchmarks';
import type { ImageShape } from '@exmodel/distill';
import { canonicalModelName, modelNames, type OwnNames } from '@exmodel/models';
import { suggestion } from '../config/nearest';
import { classListText } from './class-list';
import { refuseOtherChannels } from './input-format';
import { MergeError } from './merge-error';
import type { ExpertFile, ExpertGraph } from './open-expert';
import { taughtShape } from './taught-size';

/** What the command line asks for; undefined where it leaves a choice. */
export interface MergeWishes {
  readonly architecture: string | undefined;
  /** Names of the student's outputs, in their order. */
  readonly classes: readonly string[] | undefined;
  readonly shape: ImageShape | undefined;
  readonly normalization: Normalization | undefined;
  /** Longer side of the images that the student is taught on, in pixels. */
  readonly trainSize?: number | undefined;
  /** Whether the student is to be a folder, as only TensorFlow.js models are. */
  readonly asFolder?: boolean;
}

/** What the merge will do. */
export interface MergePlan {
  /** Architecture of the student, or the kind of an expert's own network. */
  readonly architecture: string;
  /** Where the student has the graph of an expert. */
  readonly graph?: ExpertGraph;
  /** What the class of the first expert of that architecture calls its parts, if it has names of its own: the student has these. */
  readonly own?: OwnNames;
  readonly hiddenSize: number | undefined;
  /** Names of the student's outputs. */
  readonly classes: readonly string[];
  readonly shape: ImageShape;
  /** Whether the shape is the architecture's default, because neither flag nor file gives one. */
  readonly isDefaultShape: boolean;
  readonly normalization: Normalization | undefined;
  /** Of the images that the student is taught on, where they are smaller and there is no common trunk. */
  readonly taught?: ImageShape;
}

/**
 * Completes the wishes with what the files say about themselves.
 *
 * @throws MergeError The files contradict each other, or do not give what is needed.
 */
export function planMerge(experts: readonly ExpertFile[], wishes: MergeWishes): MergePlan {
  const graph = wishes.architecture === undefined ? ownNetwork(experts, wishes) : undefined;
  const architecture = graph?.kind ?? studentArchitecture(experts, wishes.architecture);
  const images = imagesOf(experts, wishes);
  const same = experts.find(({ guess }) => guess?.name === architecture)?.guess;
  return {
    architecture,
    ...(graph && { graph }),
    ...(same?.own && { own: same.own }),
    hiddenSize: same?.hiddenSize,
    classes: studentClasses(experts, wishes.classes),
    ...images,
    ...(wishes.trainSize !== undefined && { taught: taughtShape(images.shape, wishes.trainSize) }),
  };
}

/**
 * What all the files take: completes the wishes with what they say about themselves.
 *
 * @throws MergeError The files contradict each other, or none gives a size.
 */
export function imagesOf(
  experts: readonly ExpertFile[],
  wishes: Pick<MergeWishes, 'shape' | 'normalization'>,
): Pick<MergePlan, 'shape' | 'isDefaultShape' | 'normalization'> {
  const given = wishes.shape ?? only(experts, (file) => file.shape, 'images of', '--input');
  const shape = given ?? only(experts, ({ guess }) => guess?.inputShape, 'images of', '--input');
  if (shape === undefined) {
    const expected = 'a size';
    throw new MergeError('no file gives the size of its images', expected, 'Give it: --input 32x32x1.');
  }
  for (const expert of experts) refuseOtherImages(expert, shape);
  const normalization =
    wishes.normalization ??
    only(experts, ({ metadata }) => metadata.normalization, 'normalization', '--mean and --std');
  if (normalization !== undefined) refuseOtherChannels(normalization, shape);
  return { shape, isDefaultShape: given === undefined, normalization };
}

/** The first expert's; not for a file of tensors, where others have an architecture that can be written as such. */
function ownNetwork(
  experts: readonly ExpertFile[],
  { asFolder = false }: MergeWishes,
): ExpertGraph | undefined {
  const graph = experts[0]?.graph;
  const hasOther = experts.some(({ guess }) => guess !== undefined);
  return graph?.kind === 'tfjs' && hasOther && !asFolder ? undefined : graph;
}

/** @throws MergeError if the expert's model takes other images */
function refuseOtherImages({ location, takes }: ExpertFile, shape: ImageShape): void {
  const fits = takes?.length === 3 && takes.every((side, axis) => side === null || side === shape[axis]);
  if (takes === undefined || fits) return;
  throw new MergeError(
    `${location} takes images of ${takes.map((side) => side ?? 'any').join('x')}, and the merge is for ${shape.join('x')}`,
    'experts for images of one size and as many channels',
    'Merge it with others like it, or train it again for such images: a model cannot be given others.',
  );
}

function studentArchitecture(experts: readonly ExpertFile[], wanted: string | undefined): string {
  if (wanted !== undefined) {
    const named = canonicalModelName(wanted);
    if (modelNames().includes(named)) return named;
    const given = `--architecture is ${wanted}`;
    throw new MergeError(
      given,
      `one of ${modelNames().join(', ')}`,
      `Correct it.${suggestion(wanted, modelNames())}`,
    );
  }
  const names = new Set(experts.flatMap(({ guess }) => guess?.name ?? []));
  const [name] = names;
  if (name !== undefined && names.size === 1) return name;
  throw new MergeError(
    names.size === 0
      ? 'no expert is a state dict of an architecture that is known'
      : `the experts are ${[...names].join(' and ')}`,
    "the student's own architecture",
    `Choose one: --architecture ${modelNames().join('|')}.`,
  );
}

/** The value that the files give. @throws MergeError if they contradict each other */
function only<T>(
  experts: readonly ExpertFile[],
  pick: (file: ExpertFile) => T | undefined,
  what: string,
  flag: string,
): T | undefined {
  const values = experts.flatMap((file) => {
    const value = pick(file);
    return value === undefined ? [] : [{ location: file.location, value }];
  });
  const [first] = values;
  const other = values.find(({ value }) => JSON.stringify(value) !== JSON.stringify(first?.value));
  if (first === undefined || other === undefined) return first?.value;
  throw new MergeError(
    `${first.location} says ${what} ${JSON.stringify(first.value)}, ${other.location} ${JSON.stringify(other.value)}`,
    'experts for the same images',
    `If they are, give ${flag}; else merge them with others of their kind.`,
  );
}

function studentClasses(
  experts: readonly ExpertFile[],
  wanted: readonly string[] | undefined,
): readonly string[] {
  const taught = [...new Set(experts.flatMap(({ classes }) => classes.map(({ name }) => name)))];
  if (wanted === undefined) return taught;
  const missing = taught.filter((name) => !wanted.includes(name));
  const untaught = wanted.filter((name) => !taught.includes(name));
  if (missing.length === 0 && untaught.length === 0 && new Set(wanted).size === wanted.length) return wanted;
  throw new MergeError(
    `--classes is ${classListText(wanted)}`,
    `the experts' classes, each once: ${classListText(taught)}`,
    'Correct --classes, or omit it for that order.',
  );
}
