/** The sink for Weights & Biases; it loads a protobuf library. */
export { type WandbSinkOptions, wandbSink } from './wandb/wandb-sink';
