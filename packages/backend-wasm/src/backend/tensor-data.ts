import type { backend_util, DataType, TensorInfo } from '@tensorflow/tfjs-core';
import type { Heap } from '../memory/heap';

export type NumericArray = Float32Array | Int32Array | Uint8Array;

/** Bytes of an element; a complex tensor is two real ones, a string one lives outside of the heap. */
function bytesPerElement(dtype: DataType): number {
  return dtype === 'bool' ? 1 : 4;
}

function viewOf(buffer: ArrayBufferLike, dtype: DataType, offset: number, length: number): NumericArray {
  if (dtype === 'bool') return new Uint8Array(buffer, offset, length);
  return dtype === 'int32'
    ? new Int32Array(buffer, offset, length)
    : new Float32Array(buffer, offset, length);
}

/**
 * What the backend holds of a tensor. Its elements are on the heap; or, when one of tfjs's JavaScript kernels made
 * them, in an array of the JavaScript heap until a WebAssembly kernel asks for their address.
 *
 * The names `values` and `complexTensorInfos` are those that tfjs's cpu kernels use.
 */
export class TensorData {
  refCount = 1;
  complexTensorInfos?: { real: TensorInfo; imag: TensorInfo };
  #offset = -1;
  #length = 0;
  #host: backend_util.BackendValues | undefined;

  private constructor(
    readonly dtype: DataType,
    private readonly heap: Heap,
    private readonly memory: WebAssembly.Memory,
  ) {}

  /** Uninitialised elements on the heap. */
  static allocate(dtype: DataType, length: number, heap: Heap, memory: WebAssembly.Memory): TensorData {
    const data = new TensorData(dtype, heap, memory);
    data.#offset = heap.allocate(length * bytesPerElement(dtype));
    data.#length = length;
    return data;
  }

  /** Elements as they are, not copied. */
  static hold(
    dtype: DataType,
    values: backend_util.BackendValues | undefined,
    heap: Heap,
    memory: WebAssembly.Memory,
  ): TensorData {
    const data = new TensorData(dtype, heap, memory);
    data.#host = values;
    return data;
  }

  /** The elements: a view, to be neither changed nor kept. */
  get values(): backend_util.BackendValues | undefined {
    if (this.#offset < 0) return this.#host;
    return viewOf(this.memory.buffer, this.dtype, this.#offset, this.#length);
  }

  /** The address of the elements. */
  get offset(): number {
    if (this.#offset < 0) {
      const values = this.#host as NumericArray;
      this.#offset = this.heap.allocate(values.length * bytesPerElement(this.dtype));
      this.#length = values.length;
      viewOf(this.memory.buffer, this.dtype, this.#offset, this.#length).set(values);
      this.#host = undefined;
    }
    return this.#offset;
  }

  release(): void {
    if (this.#offset >= 0) this.heap.release(this.#offset);
    this.#offset = -1;
    this.#host = undefined;
  }
}
