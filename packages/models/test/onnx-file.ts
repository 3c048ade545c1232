import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import type { Location } from '../src/location/location';
import { memorySource } from '../src/location/memory-source';
import { relativeParts } from '../src/location/relative-path';
import { readOnnx } from '../src/onnx/open-onnx';
import {
  AttributeProto_AttributeType,
  type GraphProtoSchema,
  ModelProtoSchema,
  type NodeProtoSchema,
  TensorProto_DataType,
  type TensorProtoSchema,
} from '../src/onnx/schema/onnx_pb';

export type Tensor = MessageInitShape<typeof TensorProtoSchema>;
type Node = MessageInitShape<typeof NodeProtoSchema>;

/** A value of float32s, free where a side is 0. */
export function value(name: string, shape: readonly number[]) {
  const dim = shape.map((side) => ({
    value:
      side === 0
        ? { case: 'dimParam' as const, value: 'n' }
        : { case: 'dimValue' as const, value: BigInt(side) },
  }));
  return { name, type: { value: { case: 'tensorType' as const, value: { elemType: 1, shape: { dim } } } } };
}

export function floats(name: string, dims: readonly number[], values: readonly number[] = []) {
  const count = dims.reduce((product, side) => product * side, 1);
  const data = Float32Array.from({ length: count }, (_, index) => values[index] ?? Math.sin(index + 1));
  return {
    name,
    dims: dims.map(BigInt),
    dataType: TensorProto_DataType.FLOAT,
    rawData: new Uint8Array(data.buffer),
  };
}

export function integers(name: string, values: readonly number[]) {
  const int64Data = values.map(BigInt);
  return { name, dims: [BigInt(values.length)], dataType: TensorProto_DataType.INT64, int64Data };
}

export function node(
  opType: string,
  input: string[],
  output: string[],
  attributes: Record<string, number | number[] | string> = {},
): Node {
  const attribute = Object.entries(attributes).map(([name, given]) => {
    if (typeof given === 'string')
      return { name, type: AttributeProto_AttributeType.STRING, s: new TextEncoder().encode(given) };
    if (Array.isArray(given))
      return { name, type: AttributeProto_AttributeType.INTS, ints: given.map(BigInt) };
    return Number.isInteger(given)
      ? { name, type: AttributeProto_AttributeType.INT, i: BigInt(given) }
      : { name, type: AttributeProto_AttributeType.FLOAT, f: given };
  });
  return { opType, input, output, attribute, name: `the ${opType}` };
}

interface Parts {
  readonly nodes?: readonly Node[];
  readonly tensors?: readonly Tensor[];
  readonly input?: readonly number[];
  readonly opset?: number;
  readonly graph?: MessageInitShape<typeof GraphProtoSchema>;
}

/** A model of images 'x' → 'y'; where nothing is said, a linear layer on the mean of each of 2 channels. */
export function onnxBytes({
  nodes = [
    node('GlobalAveragePool', ['x'], ['m']),
    node('Flatten', ['m'], ['f']),
    node('Gemm', ['f', 'w'], ['y']),
  ],
  tensors = [floats('w', [2, 3])],
  input = [0, 2, 4, 4],
  opset = 17,
  graph = {},
}: Parts = {}): Uint8Array {
  const whole = {
    node: [...nodes],
    initializer: [...tensors],
    input: [value('x', input)],
    output: [value('y', [0, 3])],
  };
  const message = create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [{ version: BigInt(opset) }],
    graph: { ...whole, ...graph },
  });
  return toBinary(ModelProtoSchema, message);
}

/** Opens bytes as a file, with others beside it. */
export function openBytes(bytes: Uint8Array, files: Readonly<Record<string, Uint8Array>> = {}) {
  const location = (name: string, content: Uint8Array | undefined): Location => ({
    name,
    open: async () => memorySource(content ?? new Uint8Array()),
    beside: (path) => location(relativeParts(path, name).join('/'), files[path]),
  });
  return readOnnx(memorySource(bytes), location('model.onnx', bytes));
}
