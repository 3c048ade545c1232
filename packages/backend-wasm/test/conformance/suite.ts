// The entry that run.mjs bundles: tfjs-core's own specs on this backend.
import '@tensorflow/tfjs-core/dist/index';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util';
import '../../src/index';

setTestEnvs([{ name: 'exmodel-wasm', backendName: 'exmodel-wasm', isDataSync: true }]);
