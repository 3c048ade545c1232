// Code of a user who writes strict TypeScript, with every entry: compiled against the packed package (test/packed).
import { createModel, type ModelInfo, modelInfo, type StateDict, stateDict } from '@exmodel/models';
import { readNpz } from '@exmodel/models/numpy';
import { openOnnx } from '@exmodel/models/onnx';
import { readPytorch } from '@exmodel/models/pytorch';
import { tfjsHandler } from '@exmodel/models/tfjs';
import { openWeights } from '@exmodel/models/weights';

const info: ModelInfo = modelInfo('masked_resnet');
const model = createModel(info.expert, { inputShape: [32, 32, 3], classes: 10, random: Math.random });
export const dict: StateDict = await stateDict(model);
export const readers = [readNpz, openOnnx, readPytorch, tfjsHandler, openWeights];

export const headed = (heads: number | undefined) =>
  createModel('lenet', { inputShape: [32, 32, 1], classes: 10, random: Math.random, heads });

// @ts-expect-error: no random draws
export const undrawn = () => createModel('lenet', { inputShape: [32, 32, 1], classes: 10 });
// @ts-expect-error: a promise, not the state dict
export const early = () => stateDict(model).get('linear.weight');
