import '@tensorflow/tfjs-backend-cpu';
import { createModel, guessArchitectures, loadStateDict } from '@exmodel/models';
import { openWeights } from '@exmodel/models/weights';

// A path, an https:// or an hf://owner/repo[@revision]/file URL; the format is recognised by the content.
const file = await openWeights('expert.pth');
console.log(file.format, file.infos.get('classifier.0.weight')); // pytorch-zip { shape: [ 10, 84 ], dtype: 'F32' }

const [guess] = guessArchitectures(file.infos);
if (guess === undefined) throw new Error('it fits no architecture of this package');
const { name, ...options } = guess; // 'lenet', for images of 32×32×1 and 10 classes
const model = createModel(name, { ...options, random: Math.random });
loadStateDict(model, await file.read());
