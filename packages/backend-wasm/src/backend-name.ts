/** The name for `tf.setBackend`. */
export const BACKEND_NAME = 'exmodel-wasm';
