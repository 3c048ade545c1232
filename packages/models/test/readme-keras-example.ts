import '@tensorflow/tfjs-backend-cpu';
import { openWeights } from '@exmodel/models/weights';

const file = await openWeights('classifier.keras');
console.log(file.format, file.metadata); // keras { keras: '3.15.1' }

// What Keras computes outside of training, for images [batch, height, width, channels].
const model = await file.createModel?.();
model?.summary();
model?.dispose();
