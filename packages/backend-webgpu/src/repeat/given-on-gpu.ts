import { engine, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { TfjsWebGpuBackend } from '../backend/tfjs-webgpu';

/** Variables of which the GPU has no copy, by their data. */
export function absentVariables(backend: TfjsWebGpuBackend): ReadonlyMap<object, Variable> {
  const variables = Object.values(engine().state.registeredVariables);
  return new Map(
    variables
      .filter(({ dataId }) => backend.tensorMap.get(dataId)?.resource == null)
      .map((variable) => [variable.dataId, variable]),
  );
}

/** Brings inputs to the GPU, each to a buffer of its own: not to that of a constant of the same values. */
export function uploadInputs(backend: TfjsWebGpuBackend, inputs: readonly Tensor[]): void {
  for (const { dataId } of inputs) {
    const data = backend.tensorMap.get(dataId);
    if (data !== undefined) data.own = true;
    backend.uploadToGPU(dataId);
  }
}

/**
 * Has the GPU compute what depends on the inputs or on variables. tfjs lets the CPU compute with small tensors of which the GPU has no copy: that leaves no
 * trace in a recording, and gives other last bits than the GPU does.
 */
export function givenOnGpu<T>(
  backend: TfjsWebGpuBackend,
  inputs: readonly Tensor[],
  absent: ReadonlyMap<object, Variable>,
  run: () => T,
): T {
  uploadInputs(backend, inputs);
  const { shouldExecuteOnCPU } = backend;
  backend.shouldExecuteOnCPU = (tensors, ...more) =>
    !tensors.some(({ dataId }) => absent.has(dataId)) && shouldExecuteOnCPU.call(backend, tensors, ...more);
  try {
    return run();
  } finally {
    backend.shouldExecuteOnCPU = shouldExecuteOnCPU;
  }
}
