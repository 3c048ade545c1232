import { advice } from '../errors/advice';
import { PytorchFileError } from '../errors/pytorch-file-error';
import { allowedGlobal } from './allowed-globals';
import { ByteCursor } from './byte-cursor';
import { PickleMachine } from './pickle-machine';
import { type PickleValue, Tuple } from './pickle-value';

/**
 * The state dict of some 6 000 tensors. An instruction makes at most one object, so this bounds the memory (90 MB
 * at the worst, all dicts) and the time of any pickle.
 */
const maximumInstructions = 2 ** 18;

interface Unpickled {
  readonly value: PickleValue;
  /** Where the pickle ends. */
  readonly end: number;
}

/**
 * Interprets one pickle by a strict allow-list: the instructions with which Python's pickler writes dicts, lists, tuples,
 * text and numbers in the protocols 2 to 5, objects of TorchScript's classes, and calls of the functions in `allowed-globals.ts`; of objects that
 * scripts save beside a state dict it keeps the name alone. Nothing of a file is run; depth costs no stack.
 *
 * @param load What a persistent id stands for: a storage.
 * @throws {PytorchFileError} Anything else.
 */
export function unpickle(
  bytes: Uint8Array,
  start: number,
  load: (id: PickleValue) => PickleValue,
): Unpickled {
  const machine = new PickleMachine(new ByteCursor(bytes, start), load);
  for (let count = 0; count < maximumInstructions; count++) {
    const code = machine.cursor.uint8();
    if (code === stop) return { value: machine.result(), end: machine.cursor.at };
    const instruction = instructions.get(code);
    if (instruction === undefined) throw unknownInstruction(code, machine.cursor.at - 1);
    instruction(machine);
  }
  const given = `a pickle of more than ${maximumInstructions} instructions`;
  throw new PytorchFileError(given, 'fewer', 'Save the state dict alone, without the state of an optimizer.');
}

const stop = 0x2e;

/** By what Python's pickle.py calls them. */
const instructions: ReadonlyMap<number, (machine: PickleMachine) => void> = new Map<
  number,
  (machine: PickleMachine) => void
>([
  [0x80 /* PROTO */, ({ cursor }) => void cursor.uint8()],
  [0x95 /* FRAME */, ({ cursor }) => void cursor.uint64()],
  [0x4e /* NONE */, (m) => m.push(null)],
  [0x88 /* NEWTRUE */, (m) => m.push(true)],
  [0x89 /* NEWFALSE */, (m) => m.push(false)],
  [0x4a /* BININT */, (m) => m.push(m.cursor.int32())],
  [0x4b /* BININT1 */, (m) => m.push(m.cursor.uint8())],
  [0x4d /* BININT2 */, (m) => m.push(m.cursor.uint16())],
  [0x8a /* LONG1 */, (m) => m.push(long(m.cursor.take(m.cursor.uint8())))],
  [0x47 /* BINFLOAT */, (m) => m.push(m.cursor.float64())],
  [0x58 /* BINUNICODE */, (m) => m.push(m.cursor.text(m.cursor.uint32()))],
  [0x8c /* SHORT_BINUNICODE */, (m) => m.push(m.cursor.text(m.cursor.uint8()))],
  [0x55 /* SHORT_BINSTRING, Python 2's text */, (m) => m.push(m.cursor.text(m.cursor.uint8()))],
  [0x28 /* MARK */, (m) => m.mark()],
  [0x29 /* EMPTY_TUPLE */, (m) => m.push(new Tuple([]))],
  [0x85 /* TUPLE1 */, (m) => m.push(new Tuple(m.pop(1)))],
  [0x86 /* TUPLE2 */, (m) => m.push(new Tuple(m.pop(2)))],
  [0x87 /* TUPLE3 */, (m) => m.push(new Tuple(m.pop(3)))],
  [0x74 /* TUPLE */, (m) => m.push(new Tuple(m.popToMark()))],
  [0x5d /* EMPTY_LIST */, (m) => m.push([])],
  [0x61 /* APPEND */, (m) => m.append(m.pop(1))],
  [0x65 /* APPENDS */, (m) => m.append(m.popToMark())],
  [0x7d /* EMPTY_DICT */, (m) => m.push(new Map())],
  [0x73 /* SETITEM */, (m) => m.setItems(m.pop(2))],
  [0x75 /* SETITEMS */, (m) => m.setItems(m.popToMark())],
  [0x68 /* BINGET */, (m) => m.recall(m.cursor.uint8())],
  [0x6a /* LONG_BINGET */, (m) => m.recall(m.cursor.uint32())],
  [0x71 /* BINPUT */, (m) => m.remember(m.cursor.uint8())],
  [0x72 /* LONG_BINPUT */, (m) => m.remember(m.cursor.uint32())],
  [0x94 /* MEMOIZE */, (m) => m.remember(m.memoSize)],
  [0x63 /* GLOBAL */, (m) => m.push(allowedGlobal(m.cursor.line(), m.cursor.line()))],
  [0x93 /* STACK_GLOBAL */, (m) => m.stackGlobal()],
  [0x52 /* REDUCE */, (m) => m.reduce()],
  [0x81 /* NEWOBJ */, (m) => m.newObject()],
  [0x62 /* BUILD */, (m) => m.build()],
  [0x51 /* BINPERSID */, (m) => m.loadPersistent()],
]);

/** Two's complement, little-endian. */
function long(bytes: Uint8Array): number | bigint {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).reverse();
  const value = BigInt.asIntN(bytes.length * 8, BigInt(`0x0${digits.join('')}`));
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** INST, OBJ, EXT… make objects of a class; the others are of no pickler that writes state dicts. */
function unknownInstruction(code: number, at: number): PytorchFileError {
  return new PytorchFileError(
    `the pickle instruction 0x${code.toString(16).padStart(2, '0')} at byte ${at}, which no state dict needs`,
    'a state dict: tensors by name, and no other objects',
    advice.saveStateDict,
  );
}
