import { expect, test } from 'vitest';
import { KERNEL_NAMES, type KernelArguments, type KernelName, orderedArguments } from './kernel-arguments';
import { acquireNative, releaseNative } from './native';

test('every kernel takes as many arguments as its signature gives, and a range', () => {
  const native = acquireNative();
  const nothing = {} as KernelArguments<KernelName>;
  for (const name of KERNEL_NAMES) {
    expect(native.kernels[name], name).toHaveLength(orderedArguments(name, nothing).length + 2);
  }
  releaseNative(native);
});

test('arguments come in the order of the parameters, not in that of the call', () => {
  expect(orderedArguments('softmax', { n: 3, y: 2, x: 1 })).toEqual([1, 2, 3]);
});
