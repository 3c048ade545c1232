import type { TorchvisionInitialization } from '../architectures/architecture';
import type { StateTensor } from '../state-dict/state-tensor';
import { drawNormal } from './draw-normal';
import { drawUniform, type Shapes } from './draw-uniform';

/**
 * What torchvision draws for its ResNets and MobileNets: filters N(0, 2/fanOut), the classifier uniform as
 * {@link drawUniform}. As in PyTorch, building the layers draws their defaults first, which the normal draws then
 * replace: those are drawn here and forgotten, so that the stream of `random` stays PyTorch's.
 */
export function drawTorchvision(
  shapes: Shapes,
  random: () => number,
  { replacedClassifier }: TorchvisionInitialization,
): Map<string, StateTensor> {
  const filters = [...shapes].filter(([, shape]) => shape.length === 4);
  const linear = new Map([...shapes].filter(([, shape]) => shape.length !== 4));
  const forget = (draws: number) => {
    for (let i = 0; i < draws; i++) random();
  };

  forget(filters.reduce((sum, [, shape]) => sum + sizeOf(shape), 0));
  const kept = replacedClassifier === undefined ? drawUniform(linear, random) : undefined;
  const { inputs = 0, outputs = 0 } = replacedClassifier ?? {};
  forget((inputs + 1) * outputs);

  const drawn = new Map<string, StateTensor>();
  for (const [name, shape] of filters) {
    const [filterCount = 0, , height = 0, width = 0] = shape;
    const deviation = Math.sqrt(2 / (filterCount * height * width));
    drawn.set(name, { shape, data: drawNormal(sizeOf(shape), deviation, random) });
  }
  forget(inputs * outputs);
  return new Map([...drawn, ...(kept ?? drawUniform(linear, random))]);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
