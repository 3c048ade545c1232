import { describe, expect, test } from 'vitest';
import { PytorchFileError } from './errors/pytorch-file-error';
import { findStateDict } from './find-state-dict';
import { type PickleKey, type PickleValue, Storage, TensorView } from './pickle/pickle-value';

const tensor = new TensorView(new Storage('F32', '0', 1), 0, [], []);
const dict = (entries: Record<string, PickleValue>) =>
  new Map<PickleKey, PickleValue>(Object.entries(entries));
const weights = dict({ weight: tensor, bias: tensor });

const found: [string, PickleValue, readonly string[]][] = [
  ['a dict of tensors', weights, []],
  ['an empty dict', dict({}), []],
  ['the only dict of tensors among other things', dict({ epoch: 3, loss: tensor, net: weights }), ['net']],
  [
    'state_dict before the others',
    dict({ model: weights, ema: weights, state_dict: weights }),
    ['state_dict'],
  ],
  [
    'model_state_dict before model',
    dict({ model: weights, model_state_dict: weights }),
    ['model_state_dict'],
  ],
  ['model before one without a common name', dict({ ema: weights, model: weights }), ['model']],
  ['the one beside an empty dict', dict({ state_dict: dict({}), other: weights }), ['other']],
];
test.each(found)('finds %s', (_, value, path) => {
  const result = findStateDict(value);
  expect(result.path).toEqual(path);
  expect(result.tensors.size).toBe(value === found[1]?.[1] ? 0 : 2);
});

describe('refuses', () => {
  const refused: [string, PickleValue, RegExp][] = [
    ['two without a common name', dict({ ema: weights, net: weights }), /2 state dicts: ema, net.*\['ema'\]/],
    ['a list', [weights], /a list of 1\. Expected a state dict/],
    ['tensors by number', new Map([[0, tensor]]), /a dict with 0: a tensor/],
    ['a dict of tensors and other things', dict({ weight: tensor, extra: null }), /extra: None/],
    ['one two levels down', dict({ checkpoint: dict({ model: weights }) }), /checkpoint: a dict of 1/],
    [
      'many entries, five of them named in the message',
      dict({ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 }),
      /e: number 1, …/,
    ],
  ];
  test.each(refused)('%s', (_, value, message) => {
    expect(() => findStateDict(value)).toThrow(PytorchFileError);
    expect(() => findStateDict(value)).toThrow(message);
  });
});
