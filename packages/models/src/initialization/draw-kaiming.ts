import type { KaimingInitialization } from '../architectures/architecture';
import type { StateTensor } from '../state-dict/state-tensor';
import { drawNormal } from './draw-normal';
import { drawUniform, type Shapes } from './draw-uniform';

/**
 * What `kaiming_normal_` draws for the filters of ResNets and MobileNets: N(0, 2/fan). The classifier is uniform as
 * {@link drawUniform}, or its weights are drawn normally, too. As in PyTorch, building the layers draws their defaults first, which the
 * normal draws then replace: those are drawn here and forgotten, so that the stream of `random` stays PyTorch's.
 */
export function drawKaiming(
  shapes: Shapes,
  random: () => number,
  { fan, classifier = false, replacedClassifier }: KaimingInitialization,
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

  const normal = (shape: readonly number[]): StateTensor => {
    const [outputs = 0, inputs = 0, ...kernel] = shape;
    const deviation = Math.sqrt(2 / ((fan === 'out' ? outputs : inputs) * sizeOf(kernel)));
    return { shape, data: drawNormal(sizeOf(shape), deviation, random) };
  };
  const drawn = new Map(filters.map(([name, shape]) => [name, normal(shape)]));
  forget(inputs * outputs);
  const uniform = kept ?? drawUniform(linear, random);
  const weights = classifier ? [...linear].filter(([, shape]) => shape.length === 2) : [];
  return new Map([...drawn, ...uniform, ...weights.map(([name, shape]) => [name, normal(shape)] as const)]);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
