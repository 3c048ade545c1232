/** A tensor as a pickle describes it, without its values: it takes the whole of a storage, in row-major order. */
export interface PickledTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** `FloatStorage` */
  readonly storageType: string;
  /** Of the storage. */
  readonly key: string;
}

/** The pickle of an OrderedDict of tensors, in protocol 2 like PyTorch's own; simpler than those by having no memo. */
export function pickleStateDict(tensors: readonly PickledTensor[]): Uint8Array {
  const bytes: number[] = [];
  for (const part of stateDictParts(tensors)) {
    for (const byte of typeof part === 'string' ? encoder.encode(part) : part) bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

/** Instructions, named as in unpickle.ts: text stands for its UTF-8. */
type Part = string | readonly number[];

const encoder = new TextEncoder();
const emptyOrderedDict = 'ccollections\nOrderedDict\n)R';

function* stateDictParts(tensors: readonly PickledTensor[]): Generator<Part> {
  yield [0x80, 2];
  yield `${emptyOrderedDict}(`;
  for (const { name, shape, storageType, key } of tensors) {
    const length = shape.reduce((product, side) => product * side, 1);
    yield* text(name);
    yield 'ctorch._utils\n_rebuild_tensor_v2\n((';
    yield* text('storage');
    yield `ctorch\n${storageType}\n`;
    yield* text(key);
    yield* text('cpu');
    yield* integer(length);
    yield 'tQ';
    yield* integer(0);
    yield* tuple(shape);
    yield* tuple(contiguousStrides(shape));
    yield [0x89];
    yield `${emptyOrderedDict}tR`;
  }
  yield 'u.';
}

function* text(value: string): Generator<Part> {
  const length = encoder.encode(value).length;
  yield [0x58, ...littleEndian(length, 4)];
  yield value;
}

function* tuple(values: readonly number[]): Generator<Part> {
  yield '(';
  for (const value of values) yield* integer(value);
  yield 't';
}

function* integer(value: number): Generator<Part> {
  if (value <= 0xff) yield [0x4b, value];
  else if (value <= 0xffff) yield [0x4d, ...littleEndian(value, 2)];
  else if (value <= 0x7fffffff) yield [0x4a, ...littleEndian(value, 4)];
  else yield [0x8a, 8, ...littleEndian(value, 8)];
}

function littleEndian(value: number, width: number): number[] {
  return Array.from({ length: width }, (_, byte) => Math.floor(value / 256 ** byte) % 256);
}

/** PyTorch counts an empty axis as one. */
function contiguousStrides(shape: readonly number[]): number[] {
  let stride = 1;
  return shape
    .map((_, axis) => {
      const own = stride;
      stride *= Math.max(shape[shape.length - 1 - axis] as number, 1);
      return own;
    })
    .reverse();
}
