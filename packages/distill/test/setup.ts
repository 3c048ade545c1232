import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
// tfjs-core alone registers no gradients; tfjs-layers does.
import '@tensorflow/tfjs-layers';

await setBackend('cpu');
