import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  type backend_util,
  type DataType,
  getKernel,
  type KernelFunc,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { Kernel } from '../kernel';

/** tfjs cpu without its advice, on first use, to install the native backend. */
class QuietCpu extends MathBackendCPU {
  override write(values: backend_util.BackendValues, shape: number[], dtype: DataType): object {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }
}

/**
 * The kernel of tfjs-backend-cpu, run on copies of its inputs; its result is copied in. For kernels
 * that no training step of a convolutional network calls: it is one scalar loop in JavaScript.
 */
export function cpuFallback(kernelName: string): Kernel {
  const run = ({ inputs, attrs, backend }: Parameters<KernelFunc>[0]): TensorInfo => {
    const wasm = backend as BackendWasm;
    const cpu = new QuietCpu();
    const view = (tensor: TensorInfo): TensorInfo => {
      const { shape, dtype } = tensor;
      return { dataId: cpu.write(wasm.readSync(tensor.dataId), shape, dtype), shape, dtype };
    };
    // Some kernels take a list of tensors where the type says names.
    const views = Array.isArray(inputs)
      ? inputs.map(view)
      : Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, tensor && view(tensor)]));
    const { kernelFunc } = getKernel(kernelName, 'cpu');
    const { dataId, shape, dtype } = kernelFunc({
      inputs: views,
      attrs,
      backend: cpu,
    } as never) as TensorInfo;
    const values = cpu.data.get(dataId).values;
    return wasm.makeOutput(shape, dtype, undefined, values);
  };
  return { kernelName, kernelFunc: run as KernelFunc };
}
