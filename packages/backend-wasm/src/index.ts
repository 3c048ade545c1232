/** Importing this module registers the backend; nothing else has a side effect. */
import { registerExmodelWasm } from './register-backend';

registerExmodelWasm();

export { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
export { BACKEND_NAME } from './backend-name';
export { UnsupportedDataFormatError } from './unsupported-data-format-error';
