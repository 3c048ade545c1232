import { advice } from '../errors/advice';
import { PytorchFileError } from '../errors/pytorch-file-error';
import {
  Callable,
  isKey,
  kindOf,
  OtherClass,
  type PickleKey,
  type PickleValue,
  ScriptClass,
  StorageType,
  TensorView,
  Tuple,
} from './pickle-value';
import { rebuildTensor } from './rebuild-tensor';

/** Lists that were made a dict. */
const made = new WeakSet<PickleValue[]>();

/**
 * Every class and function that a state dict needs; a file that names another is refused, unless it is one {@link beside} it. No value of a file is ever
 * called, and none of these does more than check and wrap its arguments.
 */
const allowed: ReadonlyMap<string, Callable | StorageType> = new Map(
  [
    // Python 2 gives its entries as an argument, as a list of pairs.
    new Callable('collections.OrderedDict', ([entries = [], ...rest]) => {
      const name = 'collections.OrderedDict';
      if (!Array.isArray(entries) || rest.length > 0)
        throw unexpected(name, [entries, ...rest], 'a list of entries');
      // Else a file could make any number of dicts of one long list.
      if (entries.length > 0 && made.has(entries)) throw unexpected(name, [entries], 'every list once');
      made.add(entries);
      const dict = new Map<PickleKey, PickleValue>();
      for (const entry of entries) {
        const [key, value, ...others] = Array.isArray(entry)
          ? entry
          : entry instanceof Tuple
            ? entry.items
            : [];
        if (!isKey(key) || value === undefined || others.length > 0)
          throw unexpected(name, [entry], 'pairs of a key and a value');
        if (dict.has(key)) throw unexpected(name, [key], 'every key once');
        dict.set(key, value);
      }
      return dict;
    }),
    // The milestones of a learning-rate schedule, beside the state dict in many checkpoints.
    new Callable('collections.Counter', ([counts = new Map(), ...rest]) => {
      if (!(counts instanceof Map) || rest.length > 0)
        throw unexpected('collections.Counter', [counts], 'a dict');
      return counts;
    }),
    new Callable('torch.Size', ([sizes, ...rest]) => {
      if (!(sizes instanceof Tuple) || rest.length > 0) throw unexpected('torch.Size', [sizes], 'a tuple');
      return sizes;
    }),
    // Lists of one type among the attributes of TorchScript's modules.
    ...['build_intlist', 'build_doublelist', 'build_boollist', 'build_tensorlist'].map(typedList),
    new Callable('torch._utils._rebuild_tensor_v2', rebuildTensor),
    new Callable('torch._utils._rebuild_parameter', (args) => {
      const [tensor] = args;
      if (!(tensor instanceof TensorView))
        throw unexpected('torch._utils._rebuild_parameter', args, 'a tensor');
      return tensor;
    }),
    new StorageType('torch.FloatStorage', 'F32'),
    new StorageType('torch.DoubleStorage', 'F64'),
    new StorageType('torch.HalfStorage', 'F16'),
    new StorageType('torch.BFloat16Storage', 'BF16'),
    new StorageType('torch.LongStorage', 'I64'),
    new StorageType('torch.IntStorage', 'I32'),
    new StorageType('torch.ShortStorage', 'I16'),
    new StorageType('torch.CharStorage', 'I8'),
    new StorageType('torch.ByteStorage', 'U8'),
    new StorageType('torch.BoolStorage', 'BOOL'),
  ].map((value) => [value.name, value]),
);

/** Classes, and what makes their objects, that training scripts save beside a state dict: their arguments, dates, paths, the best accuracy so far. */
const beside: readonly RegExp[] = [
  /^(argparse\.Namespace|types\.SimpleNamespace|easydict\.EasyDict|munch\.Munch|yacs\.config\.CfgNode)$/,
  /^(omegaconf\.[\w.]+|typing\.\w+|(pytorch_)?lightning(\.\w+)*\.AttributeDict)$/,
  /^collections\.(defaultdict|deque)$/,
  /^(__builtin__|builtins)\.(set|frozenset|dict|list|tuple|int|long|float|complex|bool|str|unicode|bytes|bytearray|object|x?range|slice)$/,
  /^(_codecs\.encode|copy_?reg\._reconstructor)$/,
  /^(datetime\.(datetime|date|time|timedelta|timezone)|decimal\.Decimal|fractions\.Fraction|uuid\.UUID)$/,
  /^pathlib\.(_local\.)?(Pure)?(Posix|Windows)?Path$/,
  /^numpy\.(dtype|ndarray|_?core\.multiarray\.(scalar|_reconstruct))$/,
  /^torch\.(device|bool|u?int\d+|b?float\d+|complex\d+|optim(\.\w+)*\.[A-Z]\w*)$/,
];

/** @throws {PytorchFileError} No state dict needs it, and none has it beside it; the error's `global` names it. */
export function allowedGlobal(
  module: string,
  name: string,
): Callable | StorageType | ScriptClass | OtherClass {
  const global = `${module}.${name}`;
  if (/^__torch__(\.|$)/.test(module)) return new ScriptClass(global);
  const found = allowed.get(global);
  if (found === undefined && beside.some((names) => names.test(global))) return new OtherClass(global);
  if (found === undefined) {
    throw new PytorchFileError(
      `the pickle names ${global.slice(0, 200)}, which no state dict needs; nothing of it was run`,
      'a state dict: tensors by name, and no other objects',
      advice.saveStateDict,
      { global },
    );
  }
  return found;
}

function typedList(name: string): Callable {
  const global = `torch.jit._pickle.${name}`;
  return new Callable(global, ([items, ...rest]) => {
    if (!Array.isArray(items) || rest.length > 0) throw unexpected(global, [items], 'a list');
    return items;
  });
}

function unexpected(name: string, args: readonly (PickleValue | undefined)[], expected: string) {
  return new PytorchFileError(
    `${name} of ${args.map(kindOf).join(', ') || 'nothing'}`,
    expected,
    advice.download,
  );
}
