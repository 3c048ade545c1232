/** By which `tf.setBackend` finds it. */
export const BACKEND_NAME = 'exmodel-webgpu';
