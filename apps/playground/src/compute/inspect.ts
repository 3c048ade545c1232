import type { WeightsFormat } from '@exmodel/models/weights';
import { openWeights } from '@exmodel/models/weights';
import { loadAlone, takenImages } from '../../../runner/src/merge/load-alone';
import { type Outputs, openExpert } from '../../../runner/src/merge/open-expert';
import type { InspectRequest, ModelFacts } from './messages';

const kinds: Readonly<Record<WeightsFormat, string>> = {
  safetensors: 'safetensors',
  'pytorch-zip': 'PyTorch weights',
  'pytorch-legacy': 'PyTorch weights',
  npz: 'NumPy arrays',
  'tfjs-layers': 'TensorFlow.js model',
  'tfjs-graph': 'TensorFlow.js graph',
  onnx: 'ONNX model',
  keras: 'Keras model',
  'keras-h5': 'Keras model',
};

const heads: Readonly<Record<Outputs['activation'], string>> = {
  none: '',
  softmax: 'its softmax is cut off',
  sigmoid: 'its sigmoid is cut off',
  probabilities: 'its logarithms are learned',
};

/** Opens a model, and loads it once, so that what cannot be merged is said before anything else. */
export async function inspect({ files, path }: Omit<InspectRequest, 'type' | 'id'>): Promise<ModelFacts> {
  const locations = { files };
  const { format } = await openWeights(path, locations);
  const options = { architecture: undefined, resolve: (location: string) => location, locations };
  const file = await openExpert({ location: path, classes: [] }, options);
  const loaded = await loadAlone(file);
  try {
    return {
      kind: kinds[format],
      architecture: file.guess?.name,
      parameters: loaded.layers?.model.countParams(),
      takes: takenImages(file),
      outputs: loaded.outputs,
      head: heads[loaded.gives.activation],
      classes: file.metadata.classes,
      normalization: file.metadata.normalization,
    };
  } finally {
    loaded.dispose();
  }
}
