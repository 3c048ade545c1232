import { tensor, tidy, type Variable, variable, zerosLike } from '@tensorflow/tfjs-core';

/** A slot of zeros for each of the variables. */
export function zeroSlots(variables: readonly Variable[]): Variable[] {
  return tidy(() => variables.map((each) => variable(zerosLike(each), false)));
}

/** Copies of the slots' values. */
export function readSlots(slots: readonly Variable[]): Promise<Float32Array[]> {
  return Promise.all(slots.map(async (slot) => (await slot.data<'float32'>()).slice()));
}

/** @throws RangeError when the values are not those of as many slots of these sizes */
export function writeSlots(slots: readonly Variable[], values: readonly Float32Array[]): void {
  const sizes = (all: readonly { readonly length: number }[]) => all.map(({ length }) => length).join(', ');
  const [given, needed] = [sizes(values), sizes(slots.map(({ size: length }) => ({ length })))];
  if (given !== needed) {
    throw new RangeError(
      `a state of slots of [${given}] values was given to an optimizer of [${needed}]; it must be of the same kind ` +
        'of optimizer, for the same variables. Give the options of then.',
    );
  }
  tidy(() => {
    slots.forEach((slot, i) => {
      slot.assign(tensor((values[i] as Float32Array).slice(), slot.shape));
    });
  });
}
