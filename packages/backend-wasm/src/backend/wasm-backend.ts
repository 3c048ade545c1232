import {
  type backend_util,
  buffer,
  type DataId,
  DataStorage,
  type DataType,
  engine,
  KernelBackend,
  kernel_impls,
  type Rank,
  type ShapeMap,
  type Tensor,
  type Tensor2D,
  type TensorBuffer,
  type TensorInfo,
  type TypedArray,
  util,
  backend_util as utilities,
} from '@tensorflow/tfjs-core';
import { Convolver } from '../convolution/convolver';
import { Zeros } from '../memory/zeros';
import { acquireNative, type Native, releaseNative } from '../native/native';
import { ELEMENT_GRAIN } from '../threads/grain';
import { ThreadPool } from '../threads/thread-pool';
import type { Workspace } from '../threads/workspace';
import { KernelScope } from './kernel-scope';
import { type NumericArray, TensorData } from './tensor-data';

/**
 * Values that a tensor can keep: copied if they are a view on the memory, since a view does not outlive its tensor.
 *
 * The memory is shared, and its buffer is another object after each growth: a view is recognized by not being on an ArrayBuffer.
 */
function withoutViews<Values extends backend_util.BackendValues | undefined>(values: Values): Values {
  const onMemory = ArrayBuffer.isView(values) && !(values.buffer instanceof ArrayBuffer);
  return onMemory ? ((values as NumericArray).slice() as Values) : values;
}

/**
 * A TensorFlow.js backend whose tensors live in one WebAssembly memory.
 *
 * Its own kernels (src/kernels) compute on addresses of that memory. For every other op, it has what tfjs's cpu kernels
 * need from their backend: `data.get(id).values` (a view), `makeTensorInfo`, `bufferSync` and the like.
 */
export class WasmBackend extends KernelBackend implements Workspace {
  readonly data: DataStorage<TensorData>;
  readonly native: Native;
  readonly threads: ThreadPool;
  /** A constant of tfjs's cpu matMul. */
  readonly blockSize = 48;
  readonly convolver: Convolver;
  readonly #scope: KernelScope;
  readonly #zeros: Zeros;
  #disposed = false;

  constructor() {
    super();
    this.native = acquireNative();
    const { heap } = this.native;
    this.#scope = new KernelScope(
      (output) => this.disposeData(output, true),
      (address) => heap.release(address),
    );
    this.#zeros = new Zeros(heap, (address, length) => this.fillZeros(address, length));
    this.threads = new ThreadPool(this.native);
    this.convolver = new Convolver(this);
    this.data = new DataStorage(this, engine());
  }

  /** Copies the values. */
  override write(values: backend_util.BackendValues, shape: number[], dtype: DataType): DataId {
    const dataId = {};
    const { heap, memory } = this.native;
    if (values == null || dtype === 'string' || dtype === 'complex64') {
      this.data.set(dataId, TensorData.hold(dtype, values, heap, memory));
    } else {
      const data = TensorData.allocate(dtype, util.sizeFromShape(shape), heap, memory);
      (data.values as NumericArray).set(values as NumericArray);
      this.data.set(dataId, data);
    }
    return dataId;
  }

  override move(
    dataId: DataId,
    values: backend_util.BackendValues,
    _shape: number[],
    dtype: DataType,
    refCount: number,
  ): void {
    const data = TensorData.hold(dtype, withoutViews(values), this.native.heap, this.native.memory);
    data.refCount = refCount;
    this.data.set(dataId, data);
  }

  /** A tensor of a kernel: with `values`, which are kept and not copied; without, uninitialised. */
  makeTensorInfo(
    shape: number[],
    dtype: DataType,
    values?: backend_util.BackendValues | string[],
  ): TensorInfo {
    const dataId = {};
    this.data.set(dataId, this.#tensorData(shape, dtype, values));
    return { dataId, shape, dtype };
  }

  #tensorData(shape: number[], dtype: DataType, values?: backend_util.BackendValues | string[]): TensorData {
    const { heap, memory } = this.native;
    if (dtype === 'complex64') return TensorData.hold(dtype, undefined, heap, memory);
    if (values == null) return TensorData.allocate(dtype, util.sizeFromShape(shape), heap, memory);
    if (dtype === 'string') {
      const encoded = util.isString(values[0] as string)
        ? (values as string[]).map((text) => util.encodeString(text))
        : (values as Uint8Array[]);
      return TensorData.hold(dtype, encoded, heap, memory);
    }
    return TensorData.hold(dtype, withoutViews(values as NumericArray), heap, memory);
  }

  /** Runs a kernel: its temporaries are released at the end, and if it fails its outputs too. */
  scope<T>(kernel: () => T): T {
    return this.#scope.run(kernel);
  }

  /** The address of uninitialised bytes, released when the kernel ends. */
  temporary(bytes: number): number {
    const address = this.native.heap.allocate(bytes);
    this.#scope.addTemporary(address);
    return address;
  }

  /** A new float32 tensor (or another type), uninitialised. Only in a kernel's scope. */
  output(shape: number[], dtype: DataType = 'float32'): TensorInfo {
    const dataId = {};
    const { heap, memory } = this.native;
    this.data.set(dataId, TensorData.allocate(dtype, util.sizeFromShape(shape), heap, memory));
    this.#scope.addOutput(dataId);
    return { dataId, shape, dtype };
  }

  /** The same elements under another shape: no copy. */
  alias(tensor: TensorInfo, shape: number[]): TensorInfo {
    this.incRef(tensor.dataId);
    return { dataId: tensor.dataId, shape, dtype: tensor.dtype };
  }

  /** The address of a tensor's elements. */
  address(tensor: TensorInfo): number {
    const data = this.data.get(tensor.dataId);
    if (data.dtype !== tensor.dtype) {
      throw new Error(
        `The elements of a ${tensor.dtype} tensor are stored as ${data.dtype}: a kernel made it wrongly.`,
      );
    }
    return data.offset;
  }

  /** The address of at least `length` zeros (float32), for reading. */
  zeros(length: number): number {
    return this.#zeros.atLeast(length);
  }

  /** Sets `length` elements of 4 bytes to zero. */
  fillZeros(address: number, length: number): void {
    this.fillBits(address, 0, length);
  }

  /** Sets `length` elements of 4 bytes to one bit pattern. */
  fillBits(address: number, bits: number, length: number): void {
    this.threads.run('fill', length, ELEMENT_GRAIN, { target: address, bits });
  }

  override async read(dataId: DataId): Promise<backend_util.BackendValues> {
    return this.readSync(dataId);
  }

  override readSync(dataId: DataId): backend_util.BackendValues {
    const { complexTensorInfos, values, dtype } = this.data.get(dataId);
    if (complexTensorInfos !== undefined) {
      const real = this.readSync(complexTensorInfos.real.dataId) as Float32Array;
      const imag = this.readSync(complexTensorInfos.imag.dataId) as Float32Array;
      return utilities.mergeRealAndImagArrays(real, imag);
    }
    if (dtype === 'string') return values as Uint8Array[];
    const array = withoutViews(values as NumericArray);
    return array === values ? util.convertBackendValuesAndArrayBuffer(array, dtype) : array;
  }

  /** A buffer on the elements themselves: for reading. */
  bufferSync<R extends Rank, D extends DataType>(tensor: TensorInfo): TensorBuffer<R, D> {
    const { values } = this.data.get(tensor.dataId);
    const shape = tensor.shape as ShapeMap[R];
    if (tensor.dtype !== 'string') {
      const elements = tensor.dtype === 'complex64' ? this.readSync(tensor.dataId) : values;
      return buffer(shape, tensor.dtype, elements as TypedArray) as TensorBuffer<R, D>;
    }
    try {
      const strings = (values as Uint8Array[]).map((bytes) => util.decodeString(bytes));
      return buffer(shape, tensor.dtype, strings) as TensorBuffer<R, D>;
    } catch {
      throw new Error('Failed to decode encoded string bytes into utf-8');
    }
  }

  makeOutput(values: backend_util.BackendValues, shape: number[], dtype: DataType): Tensor {
    return engine().makeTensorFromTensorInfo(this.makeTensorInfo(shape, dtype, values), this);
  }

  where(condition: Tensor): Tensor2D {
    return kernel_impls.whereImpl(condition.shape, this.data.get(condition.dataId).values as TypedArray);
  }

  override numDataIds(): number {
    return this.data.numDataIds();
  }

  override refCount(dataId: DataId): number {
    return this.data.has(dataId) ? this.data.get(dataId).refCount : 0;
  }

  override incRef(dataId: DataId): void {
    this.data.get(dataId).refCount += 1;
  }

  decRef(dataId: DataId): void {
    if (this.data.has(dataId)) this.data.get(dataId).refCount -= 1;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    // After dispose, tensors that the garbage collector finds late are already gone with the heap.
    if (this.#disposed || !this.data.has(dataId)) return true;
    const data = this.data.get(dataId);
    data.refCount -= 1;
    if (!force && data.refCount > 0) return false;
    if (data.complexTensorInfos !== undefined) {
      this.disposeData(data.complexTensorInfos.real.dataId, true);
      this.disposeData(data.complexTensorInfos.imag.dataId, true);
    }
    data.release();
    this.data.delete(dataId);
    return true;
  }

  disposeIntermediateTensorInfo(tensor: TensorInfo): void {
    this.disposeData(tensor.dataId);
  }

  override async time(run: () => void): Promise<{ kernelMs: number }> {
    const start = util.now();
    run();
    return { kernelMs: util.now() - start };
  }

  override memory(): { unreliable: boolean; bytesHeld: number; bytesReserved: number } {
    const { held, reserved } = this.native.heap;
    return { unreliable: false, bytesHeld: held, bytesReserved: reserved };
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return super.epsilon();
  }

  override dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.threads.dispose(() => releaseNative(this.native));
  }
}
