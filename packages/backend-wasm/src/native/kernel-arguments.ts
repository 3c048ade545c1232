import { SIGNATURES } from './signatures';

/** A kernel that assembly/ exports. */
export type KernelName = keyof typeof SIGNATURES;

/** The kernels; a kernel's place in this list is its number in a job that threads share. */
export const KERNEL_NAMES = Object.keys(SIGNATURES) as readonly KernelName[];

/** A kernel's arguments by the names that its parameters have in assembly/; addresses are in bytes. */
export type KernelArguments<Name extends KernelName> = Parameters<(typeof SIGNATURES)[Name]>[0];

/** A kernel's arguments in the order of its parameters, without its range. */
export function orderedArguments<Name extends KernelName>(
  kernel: Name,
  named: KernelArguments<Name>,
): number[] {
  return (SIGNATURES[kernel] as (named: KernelArguments<Name>) => number[])(named);
}
