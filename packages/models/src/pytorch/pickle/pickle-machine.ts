import { advice } from '../errors/advice';
import { PytorchFileError } from '../errors/pytorch-file-error';
import { allowedGlobal } from './allowed-globals';
import type { ByteCursor } from './byte-cursor';
import {
  Callable,
  isKey,
  kindOf,
  OtherClass,
  OtherObject,
  type PickleValue,
  ScriptClass,
  ScriptModule,
  Tuple,
} from './pickle-value';

/**
 * The stack, the marks and the memo of Python's unpickler, and what its instructions do to them. Which instruction does what
 * is in `unpickle.ts`.
 *
 * Every method throws a PytorchFileError where the pickle is malformed.
 */
export class PickleMachine {
  readonly #stack: PickleValue[] = [];
  /** Heights of the stack at which groups begin. */
  readonly #marks: number[] = [];
  /** Not an array: a file chooses the indices. */
  readonly #memo = new Map<number, PickleValue>();

  constructor(
    readonly cursor: ByteCursor,
    readonly load: (id: PickleValue) => PickleValue,
  ) {}

  get memoSize(): number {
    return this.#memo.size;
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(count: number): PickleValue[] {
    const held = this.#stack.length - (this.#marks.at(-1) ?? 0);
    if (held < count) throw this.#malformed(`${held} values on the stack`, `at least ${count}`);
    return this.#stack.splice(this.#stack.length - count, count);
  }

  mark(): void {
    this.#marks.push(this.#stack.length);
  }

  popToMark(): PickleValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.#malformed('the end of a group', 'its beginning before');
    return this.#stack.splice(mark);
  }

  append(items: readonly PickleValue[]): void {
    const list = this.#top();
    if (list instanceof OtherObject) return;
    if (!Array.isArray(list)) throw this.#malformed(`items for ${kindOf(list)}`, 'a list');
    for (const item of items) list.push(item);
  }

  setItems(items: readonly PickleValue[]): void {
    const dict = this.#top();
    if (dict instanceof OtherObject) return;
    if (!(dict instanceof Map) || items.length % 2 > 0) {
      throw this.#malformed(`${items.length} keys and values for ${kindOf(dict)}`, 'pairs for a dict');
    }
    for (let i = 0; i < items.length; i += 2) {
      const key = items[i] as PickleValue;
      if (key instanceof OtherClass || key instanceof OtherObject) continue;
      if (!isKey(key)) throw this.#malformed(`${kindOf(key)} for a key`, 'text or a number');
      // Python writes no key twice, and would silently take the last.
      if (dict.has(key)) throw this.#malformed(`the key ${kindOf(key)} twice in a dict`, 'every key once');
      dict.set(key, items[i + 1] as PickleValue);
    }
  }

  remember(index: number): void {
    this.#memo.set(index, this.#top());
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.#malformed(`a reference to memo ${index}`, 'one that was written');
    this.push(value);
  }

  stackGlobal(): void {
    const [module, name] = this.pop(2);
    if (typeof module !== 'string' || typeof name !== 'string') {
      throw this.#malformed(`${kindOf(module)} and ${kindOf(name)} for a name`, 'two texts');
    }
    this.push(allowedGlobal(module, name));
  }

  reduce(): void {
    const [callable, args] = this.pop(2);
    if (callable instanceof OtherClass && args instanceof Tuple) {
      this.push(new OtherObject(callable.name));
      return;
    }
    if (!(callable instanceof Callable) || !(args instanceof Tuple)) {
      throw this.#malformed(`a call of ${kindOf(callable)} with ${kindOf(args)}`, 'a function and a tuple');
    }
    this.push(callable.call(args.items));
  }

  /** An object of a class: of TorchScript's programs, without arguments, or one that is passed over. */
  newObject(): void {
    const [type, args] = this.pop(2);
    if (type instanceof OtherClass && args instanceof Tuple) {
      this.push(new OtherObject(type.name));
      return;
    }
    if (!(type instanceof ScriptClass && args instanceof Tuple && args.items.length === 0)) {
      throw this.#malformed(
        `an object of ${kindOf(type)} made of ${kindOf(args)}`,
        'one of a TorchScript class',
      );
    }
    this.push(new ScriptModule(type.name));
  }

  /** Attributes: of an object, or `_metadata` of a state dict, the versions of its modules, which nothing here needs. */
  build(): void {
    const [state] = this.pop(1);
    const target = this.#top();
    if (target instanceof OtherObject) return;
    if (target instanceof ScriptModule && state instanceof Map) {
      target.attributes = state;
      return;
    }
    if (!(target instanceof Map && state instanceof Map)) {
      throw this.#malformed(`${kindOf(state)} as attributes of ${kindOf(target)}`, 'those of an OrderedDict');
    }
  }

  loadPersistent(): void {
    for (const id of this.pop(1)) this.push(this.load(id));
  }

  result(): PickleValue {
    const [value] = this.pop(1);
    if (value === undefined || this.#stack.length + this.#marks.length > 0) {
      throw this.#malformed(`${this.#stack.length} values left over`, 'one value in all');
    }
    return value;
  }

  #top(): PickleValue {
    const top = this.#stack.at(-1);
    if (top === undefined || this.#stack.length === this.#marks.at(-1)) {
      throw this.#malformed('an empty stack', 'a value');
    }
    return top;
  }

  #malformed(given: string, expected: string): PytorchFileError {
    return new PytorchFileError(
      `${given} at byte ${this.cursor.at} of the pickle`,
      expected,
      advice.download,
    );
  }
}
