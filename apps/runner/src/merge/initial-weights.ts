import type { Weights } from '@exmodel/distill';
import { MergeError } from './merge-error';
import type { MergePlan } from './merge-plan';
import { fromLayers, type LoadedExpert, type OpenOptions, openExpert } from './open-expert';

/** The weights that the experts' training started from, in the order of a model of their architecture. */
export interface InitialWeights {
  /** As the user wrote it. */
  readonly location: string;
  readonly weights: Weights;
}

/**
 * Reads the file of `--initial`: any that could be an expert, such as a public network with a head of its own.
 *
 * @throws MergeError It is no such file, or its weights are NaN or infinite.
 */
export async function readInitial(
  location: string,
  { architecture, shape }: MergePlan,
  options: OpenOptions,
): Promise<InitialWeights> {
  const file = await openExpert({ location, classes: [] }, { ...options, architecture });
  if (file.guess !== undefined && file.guess.name !== architecture) {
    throw new MergeError(
      `--initial ${file.location} is a ${file.guess.name}, and the student a ${architecture}`,
      'the weights that the experts’ training started from',
      'Give the file from which the experts were fine-tuned, or leave --initial out.',
    );
  }
  const loaded = await file.load(shape);
  try {
    const weights = await loaded.expert.weights?.();
    if (weights !== undefined) return { location: file.location, weights };
  } finally {
    loaded.dispose();
  }
  throw new MergeError(
    `--initial ${file.location} is a frozen graph, whose weights cannot be told apart`,
    'the weights that the experts’ training started from, in the experts’ own format',
    'Give them as the experts are, or leave --initial out.',
  );
}

/**
 * The expert, with the weights that it started from. Its head may have been another one.
 *
 * @throws MergeError They are of another architecture.
 */
export async function startedFrom(
  name: string,
  loaded: LoadedExpert,
  initial: InitialWeights | undefined,
): Promise<LoadedExpert> {
  if (initial === undefined || loaded.layers === undefined) return loaded;
  const own = (await loaded.expert.weights?.()) ?? [];
  const { weights: start, location } = initial;
  const matrices = own.flatMap(({ shape }, i) => (shape.length > 1 ? [i] : []));
  const isOther = (i: number) => own[i]?.shape.join() !== start[i]?.shape.join();
  const head = matrices.findIndex(isOther);
  if (own.length === start.length && head !== 0 && matrices.slice(head).every((i) => head < 0 || isOther(i)))
    return fromLayers(loaded.layers.model, start);
  const difference =
    own.length === start.length
      ? `${own[matrices[head] ?? 0]?.name} has another shape, [${start[matrices[head] ?? 0]?.shape.join(', ')}]`
      : `it has ${start.length} arrays, the expert ${own.length}`;
  throw new MergeError(
    `--initial ${location} does not fit ${name}: ${difference}`,
    'the weights that this expert’s training started from; only its last layers may be others',
    'Give the file from which the experts were fine-tuned, or leave --initial out.',
  );
}
