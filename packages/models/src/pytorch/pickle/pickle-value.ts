/** A Python value as far as state dicts hold any. A list is an array and a dict a `Map`. */
export type PickleValue =
  | PickleKey
  | PickleValue[]
  | Map<PickleKey, PickleValue>
  | Tuple
  | Callable
  | StorageType
  | Storage
  | TensorView
  | ScriptClass
  | ScriptModule
  | OtherClass
  | OtherObject;

export type PickleKey = null | boolean | number | bigint | string;

/** Whether a dict may have it as a key. */
export function isKey(value: PickleValue | undefined): value is PickleKey {
  return value === null || (value !== undefined && typeof value !== 'object');
}

export class Tuple {
  constructor(readonly items: readonly PickleValue[]) {}
}

/** One of the few functions that a file may call: our own, under the name that Python's has. */
export class Callable {
  constructor(
    readonly name: string,
    readonly call: (args: readonly PickleValue[]) => PickleValue,
  ) {}
}

/** `torch.FloatStorage`. */
export class StorageType {
  constructor(
    readonly name: string,
    /** A key of `dtypes`. */
    readonly dtype: string,
  ) {}
}

/** A block of values that tensors view; its bytes are elsewhere in the file. */
export class Storage {
  constructor(
    readonly dtype: string,
    readonly key: string,
    /** How many values. */
    readonly length: number,
  ) {}
}

/** Values of a storage at `offset` + Σ index·stride, which are known to lie within it. */
export class TensorView {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly strides: readonly number[],
  ) {}

  /** How many values. */
  get size(): number {
    return this.shape.reduce((product, side) => product * side, 1);
  }
}

/** A class of a TorchScript program: its name. Its code is not looked at. */
export class ScriptClass {
  constructor(readonly name: string) {}
}

/** An object of such a class. */
export class ScriptModule {
  /** Its tensors and modules, and whatever else it holds, by name. */
  attributes: ReadonlyMap<PickleKey, PickleValue> = new Map();

  constructor(readonly name: string) {}
}

/** A class of Python, or a function that makes its objects, by name: nothing of it is looked at. */
export class OtherClass {
  constructor(readonly name: string) {}
}

/** An object of such a class; what it holds is passed over. */
export class OtherObject {
  constructor(readonly name: string) {}
}

/** What a value is, for messages. Cheap whatever the value holds. */
export function kindOf(value: PickleValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'None';
  if (typeof value === 'string') return `the text ${JSON.stringify(value.slice(0, 80))}`;
  if (typeof value !== 'object') return `${typeof value === 'boolean' ? 'bool' : 'number'} ${value}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Map) return `a dict of ${value.size}`;
  if (value instanceof Tuple) return `a tuple of ${value.items.length}`;
  if (value instanceof ScriptModule || value instanceof OtherObject)
    return `an object of ${value.name.slice(0, 80)}`;
  if (value instanceof Storage) return 'a storage';
  return value instanceof TensorView ? 'a tensor' : value.name.slice(0, 80);
}
