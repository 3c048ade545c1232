/** The sink for TensorBoard: the only part of this package that loads protobuf and a checksum. */
export { type TensorboardSinkOptions, tensorboardSink } from './tensorboard/tensorboard-sink';
