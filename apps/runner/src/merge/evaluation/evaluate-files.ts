import { DivergedError } from '@exmodel/distill';
import type { LocationOptions } from '@exmodel/models/weights';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Memory } from '../../config/memory';
import type { TeachingProgress } from '../../teaching/teaching-event';
import { asLogits } from '../as-logits';
import { refuseOtherWeights } from '../checked-hashes';
import type { ExpertArgument } from '../expert-argument';
import type { GivenFolder } from '../given-folder';
import { fittingImages } from '../images-at-once';
import { MergeError } from '../merge-error';
import { imagesOf, type MergePlan, type MergeWishes } from '../merge-plan';
import { type ExpertFile, type LoadedExpert, openExpert } from '../open-expert';
import { placeOutputs } from '../place-outputs';
import { recordedMetadata } from '../recipe/read-record';
import { refuseLargeImages } from '../refuse-large-images';
import { evaluateStudent, evaluationWork } from './evaluate-student';
import type { Evaluation } from './evaluation-counts';
import { openLabelledImages } from './labelled-images';

export interface EvaluationRequest {
  readonly student: ExpertArgument;
  /** To compare it with; may be none. */
  readonly experts: readonly ExpertArgument[];
  readonly wishes: Pick<MergeWishes, 'shape' | 'normalization'>;
  /** One folder for each class. */
  readonly images: GivenFolder;
  readonly memory: Memory;
  /** Resolves a location as the user wrote it. */
  readonly resolve: (location: string) => string;
  readonly locations: LocationOptions;
}

export type EvaluationEvent =
  | TeachingProgress
  /** Before anything is computed. */
  | { readonly type: 'planned'; readonly work: number }
  /** Files that are left out: named relative to the folder, at least one. */
  | { readonly type: 'skipped'; readonly files: readonly string[] };

/** Images that go through a model together, if so many fit: more would not be faster. */
const mostAtOnce = 100;

/**
 * Tests a student, and its experts without it, on labelled images.
 *
 * @throws MergeError if the files do not fit together, or give NaN or infinite numbers
 */
export async function* evaluateFiles(
  request: EvaluationRequest,
): AsyncGenerator<EvaluationEvent, Evaluation> {
  const { resolve, locations, memory } = request;
  const options = { architecture: undefined, resolve, locations, recorded: recordedMetadata };
  const file = await openExpert(request.student, options);
  const { shape, normalization } = imagesOf([file], request.wishes);
  const classes = file.classes.map(({ name }) => name);
  const images = await openLabelledImages(request.images, { classes, shape, normalization }, '--images');
  const files = await Promise.all(request.experts.map((argument) => openExpert(argument, options)));
  for (const expert of files) refuseOtherClasses(expert, file, classes);
  for (const { guess } of [file, ...files])
    if (guess !== undefined) refuseLargeImages({ architecture: guess.name, shape }, memory);
  const loaded: LoadedExpert[] = [];
  try {
    for (const each of [file, ...files]) {
      loaded.push(await asLogits(await each.load(shape), { shape, normalization }));
    }
    await refuseOtherWeights([request.student, ...request.experts], loaded);
    const [own, ...others] = loaded as [LoadedExpert, ...LoadedExpert[]];
    const student = placeOutputs(file, own, classes);
    const experts = files.map((each, i) => placeOutputs(each, others[i] as LoadedExpert, classes));
    let batchSize = mostAtOnce;
    for (const { expert } of loaded) {
      const fit = await fittingImages((batch) => expert.logits(batch), shape, memory);
      batchSize = Math.min(batchSize, fit);
    }
    const model = wholeModel(file, own, classes);
    yield { type: 'planned', work: await evaluationWork({ model, images, experts }) };
    if (images.others.length > 0) yield { type: 'skipped', files: images.others };
    const { evaluation, damaged } = yield* evaluateStudent({
      tested: {
        student: { name: file.location, sha256: await own.hash() },
        classes,
        experts: experts.map((expert, i) => ({
          name: (files[i] as ExpertFile).location,
          classes: expert.classes,
        })),
      },
      ...{ student, experts, images, batchSize, model },
    });
    if (damaged.length === images.count) refuseUnreadable(request.images.folder, damaged);
    if (damaged.length > 0) yield { type: 'skipped', files: damaged };
    return evaluation;
  } catch (error) {
    throw error instanceof DivergedError
      ? new MergeError(
          `a model gives logits that are NaN or infinite`,
          'finite numbers',
          'Correct --input, --mean and --std.',
        )
      : error;
  } finally {
    for (const each of loaded) each.dispose();
  }
}

/** The student's model, if its outputs are its classes in their order: then other weights can take the place of its own. */
function wholeModel(
  { classes: named }: ExpertFile,
  { layers, outputs }: LoadedExpert,
  { length }: MergePlan['classes'],
): LayersModel | undefined {
  const isWhole = outputs === length && named.every(({ column }) => column === undefined);
  return isWhole ? layers?.model : undefined;
}

function refuseUnreadable(folder: string, damaged: readonly string[]): never {
  throw new MergeError(
    `--images ${folder}: none of its ${damaged.length} images can be read (${damaged[0]})`,
    'JPEG and PNG images',
    'Give others.',
  );
}

function refuseOtherClasses(
  { location, classes }: ExpertFile,
  student: ExpertFile,
  known: readonly string[],
): void {
  const other = classes.find(({ name }) => !known.includes(name));
  if (other === undefined) return;
  throw new MergeError(
    `${location} has the class ${other.name}, and the student ${student.location} has none of that name`,
    `classes of the student: ${known.join(', ')}`,
    'Correct its classes, or leave it out.',
  );
}
