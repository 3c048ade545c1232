/** Registers what Keras has and TensorFlow.js lacks. */
import './hard-silu';
import './kept-pooling';
import './normalization';
