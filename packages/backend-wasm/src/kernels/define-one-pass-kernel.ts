import { type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { WasmBackend } from '../backend/wasm-backend';
import { defineKernel } from './define-kernel';
import { KernelInputError } from './kernel-input-error';
import {
  ONE_PASS_KERNELS,
  type OnePassAttributes,
  type OnePassKernel,
  type OnePassKernelName,
} from './one-pass-kernels';

type Table = typeof ONE_PASS_KERNELS;
type Addresses<Tensors> = { readonly [Name in keyof Tensors]: number };

/** What a one-pass kernel computes on. */
interface OnePass<Name extends OnePassKernelName> {
  readonly backend: WasmBackend;
  /** Elements of the first input. */
  readonly size: number;
  /** Its last axis; 0 for a scalar. */
  readonly channels: number;
  /** Addresses by the names in the table. */
  readonly inputs: Addresses<Table[Name]['inputs']>;
  /** Addresses of new tensors, uninitialised. */
  readonly outputs: Addresses<Table[Name]['outputs']>;
  readonly attributes: OnePassAttributes<Name>;
}

/**
 * A kernel of the table. No kernel of tfjs stands behind it, and the assembly trusts addresses and lengths: tensors and
 * attributes that are not those of the table are met with a KernelInputError.
 */
export function defineOnePassKernel<Name extends OnePassKernelName>(
  kernelName: Name,
  run: (pass: OnePass<Name>) => void,
): KernelConfig {
  const table: OnePassKernel = ONE_PASS_KERNELS[kernelName];
  const [inputs, outputs] = [Object.entries(table.inputs), Object.entries(table.outputs)];
  const first = Object.keys(table.inputs)[0] as string;
  const needsChannels = inputs.some(([, extent]) => extent === 'channels');
  return defineKernel<Record<string, TensorInfo>, OnePassAttributes<Name>>(
    kernelName,
    (backend, given, attributes) => {
      const whole = given[first]?.shape ?? [];
      const channels = whole.at(-1) ?? 0;
      if (needsChannels && channels === 0) {
        const expected = 'at least one channel, in the last axis';
        throw new KernelInputError(kernelName, `${first} of shape [${whole}]`, expected);
      }
      const shapes = { whole, channels: [channels] };
      for (const [name, extent] of inputs) requireFloats(kernelName, name, given[name], shapes[extent]);
      requireAttributes(kernelName, table.attributes, attributes);
      const tensors = inputs.map(([name]) => [name, given[name] as TensorInfo] as const);
      const made = outputs.map(([name, extent]) => [name, backend.output(shapes[extent])] as const);
      run({
        backend,
        size: util.sizeFromShape(whole),
        channels,
        inputs: addressesOf(backend, tensors) as OnePass<Name>['inputs'],
        outputs: addressesOf(backend, made) as OnePass<Name>['outputs'],
        attributes,
      });
      return made.map(([, tensor]) => tensor);
    },
  );
}

function addressesOf(
  backend: WasmBackend,
  tensors: readonly (readonly [string, TensorInfo])[],
): Record<string, number> {
  return Object.fromEntries(tensors.map(([name, tensor]) => [name, backend.address(tensor)]));
}

function requireFloats(
  kernelName: string,
  name: string,
  tensor: TensorInfo | undefined,
  shape: readonly number[],
): void {
  if (tensor?.dtype === 'float32' && util.arraysEqual(tensor.shape, [...shape])) return;
  const given = tensor === undefined ? `no ${name}` : `${name}: ${tensor.dtype} of shape [${tensor.shape}]`;
  throw new KernelInputError(kernelName, given, `float32 of shape [${shape}]`);
}

function requireAttributes(
  kernelName: string,
  types: OnePassKernel['attributes'],
  given: Readonly<Record<string, unknown>> | undefined,
): void {
  for (const [name, type] of Object.entries(types)) {
    if (typeof given?.[name] === type) continue;
    throw new KernelInputError(kernelName, `the attribute ${name}: ${given?.[name]}`, `a ${type}`);
  }
}
