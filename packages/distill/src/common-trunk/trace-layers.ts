import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';

export type Layer = LayersModel['layers'][number];

/** One use of a layer. Use number i gives value i + 1; value 0 is the model's input. */
export interface LayerUse {
  readonly layer: Layer;
  /** Numbers of the values that it is given, in order. */
  readonly inputs: readonly number[];
  /** Of the value that it gives, without the batch; null for a side that varies. */
  readonly shape: readonly (number | null)[];
}

/**
 * The layers of a model as it uses them, one after the other, those of models inside it in their place: none comes before
 * one that it depends on, and equal models give equal lists.
 *
 * @returns undefined for a model of several inputs or outputs, or with a layer of several outputs
 */
export function traceLayers(model: LayersModel): readonly LayerUse[] | undefined {
  const [input, ...otherInputs] = model.inputs;
  const [output, ...otherOutputs] = model.outputs;
  if (input === undefined || output === undefined || otherInputs.length + otherOutputs.length > 0)
    return undefined;
  const uses: LayerUse[] = [];
  let isSimple = true;
  /** @param known numbers of values, by the ids of their tensors, in this model or in this use of a model inside it */
  const visit = (tensor: SymbolicTensor, known: Map<number, number>): number => {
    const seen = known.get(tensor.id);
    if (seen !== undefined) return seen;
    const layer = tensor.sourceLayer as Layer;
    const { inputTensors, outputTensors } = layer.inboundNodes[
      tensor.nodeIndex ?? 0
    ] as Layer['inboundNodes'][0];
    const inputs = inputTensors.map((each) => visit(each, known));
    const inner = isModel(layer) ? layer : undefined;
    if (outputTensors.length > 1 || inputs.length === 0) isSimple = false;
    const value =
      inner === undefined
        ? uses.push({ layer, inputs, shape: tensor.shape.slice(1) })
        : visit(
            inner.outputs[0] as SymbolicTensor,
            new Map(inner.inputs.map((each, i) => [each.id, inputs[i] as number])),
          );
    known.set(tensor.id, value);
    return value;
  };
  visit(output, new Map([[input.id, 0]]));
  return isSimple ? uses : undefined;
}

/**
 * The values that every path from the input to the output runs through, from the input on: after each of them
 * the model may be cut.
 */
export function cutsOf(uses: readonly LayerUse[]): readonly number[] {
  const lastUse = uses.reduce<number[]>((last, { inputs }, use) => {
    for (const value of inputs) last[value] = use + 1;
    return last;
  }, []);
  const cuts: number[] = [];
  let furthest = 0;
  for (let value = 0; value <= uses.length; value++) {
    if (furthest <= value) cuts.push(value);
    furthest = Math.max(furthest, lastUse[value] ?? value);
  }
  return cuts;
}

function isModel(layer: Layer): layer is LayersModel {
  return 'layers' in layer;
}
