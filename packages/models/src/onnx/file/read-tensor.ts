import { dtypes } from '../../state-dict/dtypes';
import { type Constant, sizeOf } from '../graph/constant';
import { OnnxFileError } from '../graph/onnx-file-error';
import { type TensorProto, TensorProto_DataLocation, TensorProto_DataType as Type } from '../schema/onnx_pb';

/** Most values on one axis, and axes. */
const mostSide = 2 ** 24;
const mostAxes = 8;
/** Most values of a tensor, and of all of a model: 1 GB. */
export const mostValues = 2 ** 28;

interface OnnxType {
  /** As safetensors calls it. */
  readonly name: string;
  /** Bytes of a value. */
  readonly width: number;
  /** Of an integer: its bytes to numbers. Real numbers are decoded as in every weights file. */
  readonly integers?: (bytes: ArrayBuffer) => ArrayLike<number | bigint>;
}

const types: ReadonlyMap<number, OnnxType> = new Map<number, OnnxType>([
  [Type.FLOAT, { name: 'F32', width: 4 }],
  [Type.DOUBLE, { name: 'F64', width: 8 }],
  [Type.FLOAT16, { name: 'F16', width: 2 }],
  [Type.BFLOAT16, { name: 'BF16', width: 2 }],
  [Type.INT64, { name: 'I64', width: 8, integers: (bytes) => new BigInt64Array(bytes) }],
  [Type.UINT64, { name: 'U64', width: 8, integers: (bytes) => new BigUint64Array(bytes) }],
  [Type.INT32, { name: 'I32', width: 4, integers: (bytes) => new Int32Array(bytes) }],
  [Type.UINT32, { name: 'U32', width: 4, integers: (bytes) => new Uint32Array(bytes) }],
  [Type.INT16, { name: 'I16', width: 2, integers: (bytes) => new Int16Array(bytes) }],
  [Type.UINT16, { name: 'U16', width: 2, integers: (bytes) => new Uint16Array(bytes) }],
  [Type.INT8, { name: 'I8', width: 1, integers: (bytes) => new Int8Array(bytes) }],
  [Type.UINT8, { name: 'U8', width: 1, integers: (bytes) => new Uint8Array(bytes) }],
  [Type.BOOL, { name: 'BOOL', width: 1, integers: (bytes) => new Uint8Array(bytes) }],
]);

/** What a file says of a tensor. */
export interface TensorHeader {
  readonly shape: readonly number[];
  /** As safetensors calls it: F32. */
  readonly dtype: string;
  /** Bytes of its values. */
  readonly bytes: number;
}

/** Reads from a file beside the model: its name, the first byte, how many. */
export type ReadBeside = (file: string, offset: number, length: number) => Promise<Uint8Array>;

/** @throws {OnnxFileError} It is of a type or size that is not read. */
export function tensorHeader(location: string, tensor: TensorProto): TensorHeader {
  const name = tensor.name.slice(0, 200);
  const type = types.get(tensor.dataType);
  if (type === undefined) {
    const given = `the tensor '${name}' is of type ${Type[tensor.dataType] ?? tensor.dataType}`;
    const advice = 'Export the model in float32, not quantised.';
    throw new OnnxFileError(location, given, 'real numbers, integers or truth values', advice);
  }
  const shape = tensor.dims.map(Number);
  const isSide = (side: number) => side >= 0 && side <= mostSide;
  if (shape.length > mostAxes || !shape.every(isSide) || sizeOf(shape) > mostValues) {
    const given = `the tensor '${name}' has the shape [${shape.slice(0, mostAxes + 1)}]`;
    const expected = `at most ${mostAxes} axes, ${mostSide} places on each and ${mostValues} values`;
    throw new OnnxFileError(location, given, expected, 'Fetch or export the file again.');
  }
  return { shape, dtype: type.name, bytes: sizeOf(shape) * type.width };
}

/** Its values, little-endian. @throws {OnnxFileError} There are not as many as it announces. */
export async function tensorBytes(
  location: string,
  tensor: TensorProto,
  readBeside: ReadBeside,
): Promise<Uint8Array> {
  const { shape, bytes: length, dtype } = tensorHeader(location, tensor);
  const { name } = tensor;
  const external = tensor.dataLocation === TensorProto_DataLocation.EXTERNAL;
  const bytes: Uint8Array = external
    ? await externalBytes(location, tensor, length, readBeside)
    : tensor.rawData.length > 0
      ? tensor.rawData
      : typedBytes(tensor, dtype);
  if (bytes.length !== length) {
    const given = `the tensor '${name.slice(0, 200)}' of shape [${shape}] has ${bytes.length} bytes`;
    throw new OnnxFileError(location, given, `${length} of ${dtype}`, 'Fetch or export the file again.');
  }
  return bytes;
}

/** @throws {OnnxFileError} It has not the values that it announces. */
export async function readTensor(
  location: string,
  tensor: TensorProto,
  learned: boolean,
  readBeside: ReadBeside,
): Promise<Constant> {
  const { shape } = tensorHeader(location, tensor);
  const { name } = tensor;
  const data = decoded(location, tensor, await tensorBytes(location, tensor, readBeside));
  const axes = shape.map((_, axis) => axis);
  return { kind: 'constant', shape, data, learned, name, source: { name, shape, axes } };
}

function decoded(location: string, { name, dataType }: TensorProto, bytes: Uint8Array) {
  const { integers, name: dtype } = types.get(dataType) as OnnxType;
  const aligned = bytes.slice().buffer as ArrayBuffer;
  if (integers !== undefined) return Float64Array.from(integers(aligned) as ArrayLike<number>, Number);
  const refuse = (given: string, expected: string, advice: string): never => {
    throw new OnnxFileError(location, `the tensor '${name.slice(0, 200)}' has ${given}`, expected, advice);
  };
  return (dtypes.get(dtype) as { decode(bytes: ArrayBuffer, refuse: unknown): Float32Array }).decode(
    aligned,
    refuse,
  );
}

/** The values of the field that is for the tensor's type, as they would be in `rawData`. */
function typedBytes(
  { dataType, floatData, doubleData, int32Data, int64Data, uint64Data }: TensorProto,
  dtype: string,
) {
  const numbers = {
    F32: () => Float32Array.from(floatData),
    F64: () => Float64Array.from(doubleData),
    I64: () => BigInt64Array.from(int64Data),
    U64: () => BigUint64Array.from(uint64Data),
    U32: () => Uint32Array.from(uint64Data, Number),
    I32: () => Int32Array.from(int32Data),
  }[dtype];
  if (numbers !== undefined) return new Uint8Array(numbers().buffer);
  return types.get(dataType)?.width === 2
    ? new Uint8Array(Uint16Array.from(int32Data).buffer)
    : Uint8Array.from(int32Data);
}

async function externalBytes(
  location: string,
  { externalData, name }: TensorProto,
  expected: number,
  readBeside: ReadBeside,
): Promise<Uint8Array> {
  const entries = new Map(externalData.map(({ key, value }) => [key, value]));
  const [offset, length] = [Number(entries.get('offset') ?? 0), Number(entries.get('length') ?? expected)];
  const file = entries.get('location');
  if (file === undefined || !Number.isSafeInteger(offset) || offset < 0 || length !== expected) {
    const given = `the tensor '${name.slice(0, 200)}' has its values in another file, at ${offset}, ${length} bytes`;
    throw new OnnxFileError(
      location,
      given,
      `a file's name, and ${expected} bytes in it`,
      'Export the model again, with external_data=False.',
    );
  }
  return readBeside(file, offset, length);
}
