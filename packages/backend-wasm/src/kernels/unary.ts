import {
  Abs,
  Ceil,
  ClipByValue,
  type ClipByValueAttrs,
  Elu,
  Exp,
  Floor,
  type KernelConfig,
  LeakyRelu,
  type LeakyReluAttrs,
  Log,
  Neg,
  Reciprocal,
  Relu,
  Relu6,
  Rsqrt,
  Sigmoid,
  Sqrt,
  Square,
  Step,
  type StepAttrs,
  Tanh,
  type UnaryInputs,
} from '@tensorflow/tfjs-core';
import { UNARY } from '../elementwise/functions';
import { unary } from '../elementwise/unary';
import { defineKernel } from './define-kernel';

function unaryKernel(name: string, f: number): KernelConfig {
  return defineKernel<UnaryInputs, unknown>(name, (backend, { x }) => unary(backend, f, x));
}

export const unaryKernels: readonly KernelConfig[] = [
  unaryKernel(Abs, UNARY.abs),
  unaryKernel(Ceil, UNARY.ceil),
  unaryKernel(Elu, UNARY.elu),
  unaryKernel(Exp, UNARY.exp),
  unaryKernel(Floor, UNARY.floor),
  unaryKernel(Log, UNARY.log),
  unaryKernel(Neg, UNARY.neg),
  unaryKernel(Reciprocal, UNARY.reciprocal),
  unaryKernel(Relu, UNARY.relu),
  unaryKernel(Relu6, UNARY.relu6),
  unaryKernel(Rsqrt, UNARY.rsqrt),
  unaryKernel(Sigmoid, UNARY.sigmoid),
  unaryKernel(Sqrt, UNARY.sqrt),
  unaryKernel(Square, UNARY.square),
  unaryKernel(Tanh, UNARY.tanh),
  defineKernel<UnaryInputs, ClipByValueAttrs>(ClipByValue, (backend, { x }, { clipValueMin, clipValueMax }) =>
    unary(backend, UNARY.clip, x, clipValueMin, clipValueMax),
  ),
  defineKernel<UnaryInputs, LeakyReluAttrs>(LeakyRelu, (backend, { x }, { alpha }) =>
    unary(backend, UNARY.leakyRelu, x, alpha),
  ),
  defineKernel<UnaryInputs, StepAttrs>(Step, (backend, { x }, { alpha }) =>
    unary(backend, UNARY.step, x, alpha),
  ),
];
