import '@tensorflow/tfjs-backend-cpu';
import {
  createModel,
  loadStateDict,
  modelNames,
  readSafetensors,
  stateDict,
  writeSafetensors,
} from '@exmodel/models';

console.log(modelNames()); // [ 'lenet', 'simple_mlp', 'simple_cnn', 'resnet', … ]

const options = { inputShape: [32, 32, 1], classes: 10, random: Math.random } as const;
const model = createModel('lenet', options);
model.summary();

// To PyTorch: safetensors.torch.load_file(path), then module.load_state_dict(…).
const bytes = writeSafetensors(await stateDict(model), { format: 'pt' });

// And back.
const copy = createModel('lenet', options);
loadStateDict(copy, readSafetensors(bytes).tensors);
