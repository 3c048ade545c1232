import type { Expert, Weights } from '@exmodel/distill';
import { studentFromLayersModel } from '@exmodel/distill/layers';
import { averageWeights, entropyEnsemble, logitEnsemble } from '@exmodel/distill/merges';
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

/** The mean of the experts' weights, for this model; undefined where some are of other shapes, or there are none. */
export async function meanWeights(
  model: LayersModel,
  experts: readonly Expert[],
): Promise<Weights | undefined> {
  const own = model.weights;
  const models: Weights[] = [];
  for (const expert of experts) models.push((await expert.weights?.()) ?? []);
  const fits = (weights: Weights) =>
    weights.length === own.length && weights.every(({ shape }, i) => shape.join() === own[i]?.shape.join());
  return models.length > 0 && models.every(fits) ? averageWeights(models) : undefined;
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
