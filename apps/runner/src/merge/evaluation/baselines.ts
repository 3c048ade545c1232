import type { Expert, Weights } from '@exmodel/distill';
import { averageWeights, entropyEnsemble, logitEnsemble } from '@exmodel/distill/averages';
import { studentFromLayersModel } from '@exmodel/distill/layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type Classifier, choosingAmong } from '../../teaching/classifier';

/** A classifier, by a name for people. */
export interface NamedClassifier extends Classifier {
  readonly name: string;
}

/** An expert, in the student's numbering of classes, that gives no class but its own a probability. */
function amongOwn(expert: Expert, outputs: number): Expert {
  return { ...expert, ...choosingAmong(expert, expert.classes, outputs) };
}

/** What the experts reach together without a student, and without any training. All of them are needed for each image. */
export function ensembles(experts: readonly Expert[], outputs: number): readonly NamedClassifier[] {
  return [
    { name: 'ensemble of the experts', ...logitEnsemble(experts, true) },
    { name: 'expert of lowest entropy', ...entropyEnsemble(experts.map((each) => amongOwn(each, outputs))) },
  ];
}

/** Whether the experts' weights have a mean for this model: not where some are of other shapes, or there are none. */
export async function haveMean(model: LayersModel, experts: readonly Expert[]): Promise<boolean> {
  return (await fittingWeights(model, experts)) !== undefined;
}

/** The mean of the experts' weights, for this model; undefined where they have none. */
export async function meanWeights(
  model: LayersModel,
  experts: readonly Expert[],
): Promise<Weights | undefined> {
  const models = await fittingWeights(model, experts);
  return models && averageWeights(models);
}

async function fittingWeights(
  { weights: own }: LayersModel,
  experts: readonly Expert[],
): Promise<readonly Weights[] | undefined> {
  const models: Weights[] = [];
  for (const expert of experts) {
    const weights = (await expert.weights?.()) ?? [];
    const fits = weights.every(({ shape }, i) => shape.join() === own[i]?.shape.join());
    if (weights.length !== own.length || !fits) return undefined;
    models.push(weights);
  }
  return models.length > 0 ? models : undefined;
}

/** The model with the mean of the experts' weights in place of its own, until it is disposed. */
export async function meanOfWeights(
  model: LayersModel,
  mean: Weights,
): Promise<NamedClassifier & { dispose(): void }> {
  const student = studentFromLayersModel(model);
  const own = await student.weights();
  student.setWeights(mean);
  return {
    name: 'mean of the experts’ weights',
    logits: (images) => student.logits(images),
    dispose: () => student.setWeights(own),
  };
}
