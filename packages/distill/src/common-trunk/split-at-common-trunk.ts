import { reshape, type Tensor, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { type ImageShape, imageSize } from '../images';
import { sameStructure, sameWeights } from './same-layers';
import { cutsOf, type LayerUse, traceLayers } from './trace-layers';

/** Models that begin alike, split where that ends. */
export interface CommonTrunk {
  /** Number of layers in the trunk. */
  readonly layers: number;
  /** Of the trunk's features for one image, to be taken for the image's height, width and channels; those of a vector are [1, 1, length]. */
  readonly shape: ImageShape;
  /** Images [batch, height, width, channels] → features [batch, ...shape], in inference mode; the caller's to dispose. */
  features(images: Tensor4D): Tensor4D;
  /** What is left of each expert: features → what it gives. */
  readonly experts: readonly LayersModel[];
  /** What is left of the student. Its weights are the student's own: whoever teaches it teaches the student. */
  readonly student: LayersModel;
  /** Of the parts; the models stay the caller's. */
  dispose(): void;
}

/**
 * Splits models behind the layers that are the same in all experts, to the bit: the frozen part of networks that were fine-tuned
 * from one, or the whole network below their own last layers. Each image then needs to go through these layers only once. The student's
 * first layers are set to those weights, if it has such layers; so the split changes nothing in what any model gives, but for the student.
 *
 * The cut lies behind the last layer that every path to the output runs through and whose features are no more values than
 * an image, so that they can be kept. Layers that draw, such as dropout, are in inference mode in the trunk, and so is batch norm.
 *
 * @param shape of the images
 * @returns undefined where there is no such part with weights, or nothing to learn behind it
 */
export async function splitAtCommonTrunk(
  experts: readonly LayersModel[],
  student: LayersModel,
  shape: ImageShape,
): Promise<CommonTrunk | undefined> {
  const traces = [...experts, student].map(traceLayers);
  const all = traces.filter((uses) => uses !== undefined);
  const [first, taught] = [all[0], all.at(-1)];
  if (first === undefined || taught === undefined || all.length < traces.length) return undefined;
  let same = sameStructure(first, taught);
  for (const other of all.slice(1, -1)) {
    same = await sameWeights(first, other, Math.min(same, sameStructure(first, other)));
  }
  const cuts = all.map(cutsOf);
  const isCut = (value: number) =>
    value <= same &&
    hasWeights(first.slice(0, value)) &&
    cuts.every((each) => each.includes(value)) &&
    all.every((uses) => canLearnFrom(uses, value));
  const cut = (cuts[0] ?? []).filter((value) => isCut(value) && canBeKept(first, value, shape)).at(-1);
  if (cut === undefined || all.some(hasEqualNames)) return undefined;
  adoptWeights(taught, first, cut);
  const images = input({ shape: [...shape] });
  const values = applyAll(first.slice(0, cut), [images]);
  const trunk = model({ inputs: images, outputs: values.at(-1) as SymbolicTensor });
  const sides = trunk.outputs[0]?.shape.slice(1) as number[];
  const featureShape = [1, 1, 1, ...sides].slice(-3) as [number, number, number];
  const rests = all.map((uses) => restOf(uses, cut, sides, featureShape));
  return {
    layers: cut,
    shape: featureShape,
    features: (batch) =>
      tidy(() => {
        const given = trunk.apply(batch, { training: false }) as Tensor;
        return reshape(given, [batch.shape[0], ...featureShape]) as Tensor4D;
      }),
    experts: rests.slice(0, -1),
    student: rests.at(-1) as LayersModel,
    dispose() {
      for (const part of [trunk, ...rests]) part.dispose();
    },
  };
}

/** The layers from value `cut` on as a model of their own. */
function restOf(
  uses: readonly LayerUse[],
  cut: number,
  sides: readonly number[],
  featureShape: ImageShape,
): LayersModel {
  const features = input({ shape: [...featureShape] });
  const value =
    sides.length === 3
      ? features
      : (layers.reshape({ targetShape: [...sides] }).apply(features) as SymbolicTensor);
  const known: SymbolicTensor[] = [];
  known[cut] = value;
  const values = applyAll(uses.slice(cut), known);
  return model({ inputs: features, outputs: values.at(-1) as SymbolicTensor });
}

/** Applies layers once more; the values that they give are added to those that are known. */
function applyAll(uses: readonly LayerUse[], known: readonly SymbolicTensor[]): readonly SymbolicTensor[] {
  const values = known.slice();
  for (const { layer, inputs } of uses) {
    const given = inputs.map((value) => values[value] as SymbolicTensor);
    values.push(layer.apply(given.length === 1 ? (given[0] as SymbolicTensor) : given) as SymbolicTensor);
  }
  return values;
}

/** Gives the first layers the weights of others of the same structure. */
function adoptWeights(uses: readonly LayerUse[], from: readonly LayerUse[], length: number): void {
  tidy(() => {
    for (let at = 0; at < length; at++) uses[at]?.layer.setWeights(from[at]?.layer.getWeights() ?? []);
  });
}

/** Whether there is something to learn behind the value, and only there. */
function canLearnFrom(uses: readonly LayerUse[], value: number): boolean {
  const before = new Set(uses.slice(0, value).map(({ layer }) => layer));
  const behind = uses.slice(value).map(({ layer }) => layer);
  return (
    behind.some((layer) => layer.trainableWeights.length > 0) && !behind.some((layer) => before.has(layer))
  );
}

function hasWeights(uses: readonly LayerUse[]): boolean {
  return uses.some(({ layer }) => layer.weights.length > 0);
}

/** Whether the value is an array of up to three sides that takes no more memory than an image. */
function canBeKept(uses: readonly LayerUse[], value: number, shape: ImageShape): boolean {
  const sides = uses[value - 1]?.shape ?? [];
  const size = sides.reduce<number>((total, side) => total * (side ?? Number.NaN), 1);
  return sides.length <= 3 && size <= imageSize(shape);
}

/** In one model the layers' names must differ, and here those of models inside it come together. */
function hasEqualNames(uses: readonly LayerUse[]): boolean {
  const used = new Set(uses.map(({ layer }) => layer));
  return new Set([...used].map(({ name }) => name)).size < used.size;
}
