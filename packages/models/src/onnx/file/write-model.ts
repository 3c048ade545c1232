import { clone, create, toBinary } from '@bufbuild/protobuf';
import { checkClasses } from '../../check-model-options';
import { fillsShape } from '../../state-dict/fills-shape';
import type { StateDict } from '../../state-dict/state-tensor';
import { OnnxFileError } from '../graph/onnx-file-error';
import {
  type ModelProto,
  ModelProtoSchema,
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProto_DataLocation,
  TensorProto_DataType,
  TensorProtoSchema,
} from '../schema/onnx_pb';
import { type ReadBeside, tensorBytes } from './read-tensor';

export interface OnnxWeights {
  /** What `stateDict` gives of a model that was made of the file. */
  readonly tensors: StateDict;
  /** How many outputs they are for. */
  readonly classes: number;
  /** Added to the file's own. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/**
 * The same graph with other weights, all in one file. A weight that nodes of the file compute from others, such as a copy, takes
 * their place.
 *
 * @throws {OnnxFileError} A tensor is not of this graph, or not float32 there, or its data do not fill its shape.
 * @throws {ModelOptionsError} `classes` is no number of outputs.
 */
export async function writeModel(
  location: string,
  model: ModelProto,
  { tensors, classes, metadata = {} }: OnnxWeights,
  readBeside: ReadBeside,
): Promise<Uint8Array> {
  checkClasses(location, classes);
  const copy = clone(ModelProtoSchema, model);
  const { graph } = copy;
  const refuse = (name: string, given: string): never => {
    const advice = 'Give the state dict of a model that was made of this file.';
    throw new OnnxFileError(
      location,
      `the tensor '${name.slice(0, 200)}' ${given}`,
      'weights of this graph',
      advice,
    );
  };
  if (graph === undefined) return refuse('', 'has no graph');
  const left = new Map([...tensors].filter(([name]) => !name.endsWith('num_batches_tracked')));
  for (const [name, { shape, data }] of left) {
    if (!fillsShape(data.length, shape)) refuse(name, `has ${data.length} values for shape [${shape}]`);
  }
  const initializer: TensorProto[] = [];
  for (const tensor of graph.initializer) {
    const given = left.get(tensor.name);
    left.delete(tensor.name);
    if (given === undefined) initializer.push(await embedded(location, tensor, readBeside));
    else if (tensor.dataType !== TensorProto_DataType.FLOAT)
      refuse(tensor.name, 'is not float32 in the file');
    else
      initializer.push(
        floats(tensor.name, sameSize(tensor, given.data) ? tensor.dims : given.shape, given.data),
      );
  }
  for (const [name, { shape, data }] of left) {
    const maker = graph.node.find(({ output }) => output.includes(name));
    if (maker?.output.length !== 1) refuse(name, 'is in no place of its own');
    graph.node = graph.node.filter((node) => node !== maker);
    initializer.push(floats(name, shape, data));
  }
  graph.initializer = initializer;
  // Shapes that were noted for the old number of classes.
  graph.valueInfo = [];
  const type = graph.output[0]?.type?.value;
  const last = type?.case === 'tensorType' ? type.value.shape?.dim.at(-1) : undefined;
  if (last !== undefined) last.value = { case: 'dimValue', value: BigInt(classes) };
  const kept = copy.metadataProps.filter(({ key }) => !Object.hasOwn(metadata, key));
  const added = Object.entries(metadata).map(([key, value]) =>
    create(StringStringEntryProtoSchema, { key, value }),
  );
  copy.metadataProps = [...kept, ...added];
  return toBinary(ModelProtoSchema, copy);
}

function floats(name: string, shape: readonly (number | bigint)[], data: Float32Array): TensorProto {
  const rawData = new Uint8Array(data.slice().buffer);
  return create(TensorProtoSchema, {
    name,
    dims: shape.map(BigInt),
    dataType: TensorProto_DataType.FLOAT,
    rawData,
  });
}

/** Slopes of a PRelu, [channels] in PyTorch, are [channels, 1, 1] in the file. */
function sameSize({ dims }: TensorProto, { length }: Float32Array): boolean {
  return dims.reduce((product, side) => product * Number(side), 1) === length;
}

async function embedded(location: string, tensor: TensorProto, readBeside: ReadBeside): Promise<TensorProto> {
  if (tensor.dataLocation !== TensorProto_DataLocation.EXTERNAL) return tensor;
  const { name, dims, dataType } = tensor;
  return create(TensorProtoSchema, {
    name,
    dims,
    dataType,
    rawData: await tensorBytes(location, tensor, readBeside),
  });
}
