import { advice } from './errors/advice';
import { PytorchFileError } from './errors/pytorch-file-error';
import { kindOf, ScriptModule, TensorView } from './pickle/pickle-value';

/** A module that is used in several places has several names, and a few bytes can say so without end. */
const mostObjects = 2 ** 16;

/**
 * The tensors of a module and of the modules within it, by the names that its state dict has for them.
 *
 * @throws {PytorchFileError} It has none, or does not end.
 */
export function moduleTensors(root: ScriptModule): ReadonlyMap<string, TensorView> {
  const tensors = new Map<string, TensorView>();
  const left: { readonly name: string; readonly value: ScriptModule | TensorView }[] = [
    { name: '', value: root },
  ];
  for (let seen = 0; left.length > 0; seen++) {
    const { name, value } = left.pop() as (typeof left)[number];
    if (value instanceof TensorView) {
      tensors.set(name, value);
      continue;
    }
    if (seen + left.length > mostObjects) {
      const given = `${kindOf(root)} with more than ${mostObjects} tensors and modules`;
      throw new PytorchFileError(given, 'fewer', advice.download);
    }
    const within = [...value.attributes].flatMap(([key, attribute]) =>
      attribute instanceof ScriptModule || attribute instanceof TensorView
        ? [{ name: name === '' ? String(key) : `${name}.${key}`, value: attribute }]
        : [],
    );
    left.push(...within.reverse());
  }
  if (tensors.size > 0) return tensors;
  throw new PytorchFileError(
    'a TorchScript program without parameters: freezing made them constants of its code',
    'parameters',
    'Save the program before torch.jit.freeze, or export the network as ONNX.',
  );
}
