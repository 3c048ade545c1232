import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPytorch, type StateDict, writePytorch } from '../src/pytorch';
import { fixture } from './fixture';
import resnet from './fixtures/slim-resnet.json';
import { ruleWeights } from './rule';
import { torchPython } from './torch-python';

/** Loads weights-only, checks the types and the alignment, and prints all bits. */
const script = `
import json, sys, torch
tensors = torch.load(sys.argv[1], weights_only=True, mmap=True)
for name, tensor in tensors.items():
    is_count = name.endswith("num_batches_tracked")
    assert tensor.dtype == (torch.int64 if is_count else torch.float32), name
    assert tensor.is_contiguous() and tensor.data_ptr() % 64 == 0 or tensor.numel() == 0, name
bits = lambda t: t.float().contiguous().view(torch.int32).flatten().tolist()
json.dump([[n, list(t.shape), bits(t)] for n, t in tensors.items()], open(sys.argv[2], "w"))
`;

const states: [string, () => StateDict][] = [
  ['the slim ResNet', () => ruleWeights(resnet.keys, 0.1)],
  ['odd names, shapes and values', () => readPytorch(fixture('dtypes.pth')).tensors],
  ['nothing', () => new Map()],
];

test.skipIf(torchPython === undefined).each(states)(
  'PyTorch loads %s from our file, bit for bit',
  (_, state) => {
    const folder = mkdtempSync(join(tmpdir(), 'exmodel-torch-'));
    const [weights, printed] = [join(folder, 'weights.pth'), join(folder, 'bits.json')];
    writeFileSync(weights, writePytorch(state()));
    execFileSync(torchPython ?? '', ['-c', script, weights, printed]);
    const expected = [...state()].map(([name, { shape, data }]) => [
      name,
      shape,
      [...new Int32Array(data.buffer)],
    ]);
    expect(JSON.parse(readFileSync(printed, 'utf8'))).toEqual(expected);
    rmSync(folder, { recursive: true });
  },
);
