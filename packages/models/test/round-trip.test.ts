import '@tensorflow/tfjs-backend-cpu';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createModel } from '../src/create-model';
import { modelInfo } from '../src/model-info';
import { readPytorch } from '../src/pytorch/read-pytorch';
import { writePytorch } from '../src/pytorch/write-pytorch';
import { readSafetensors } from '../src/safetensors/read-safetensors';
import { writeSafetensors } from '../src/safetensors/write-safetensors';
import { loadStateDict } from '../src/state-dict/load-state-dict';
import { stateDict } from '../src/state-dict/state-dict';
import type { StateDict } from '../src/state-dict/state-tensor';
import { shallowest } from './shallowest';
import { torchPython } from './torch-python';

/** Loads weights-only and saves what it has, its tensors cloned in another order of memory. */
const script = `
import sys, torch
tensors = torch.load(sys.argv[1], weights_only=True)
torch.save({n: t.clone(memory_format=torch.channels_last) if t.dim() == 4 else t.clone() for n, t in tensors.items()}, sys.argv[2])
`;

/** Every value another, some of them special; counts are counts. */
function marked(dict: StateDict): StateDict {
  let next = 1;
  return new Map(
    [...dict].map(([name, { shape, data }]) => {
      const isCount = name.endsWith('num_batches_tracked');
      const values = data.map(() => (isCount ? next++ : Math.sin(next++) * 2 ** (next % 60)));
      if (!isCount && values.length > 2) values.set([-0, 1e-45, 3.4e38]);
      return [name, { shape, data: values }];
    }),
  );
}

describe.each(shallowest)('%s, bit for bit', (name) => {
  const { inputShape, needsTasks } = modelInfo(name);
  const heads = needsTasks ? { taskClasses: [[0, 1], [2]] } : {};
  const model = () => createModel(name, { inputShape, classes: 3, random: Math.random, ...heads });
  const folder = mkdtempSync(join(tmpdir(), 'exmodel-round-'));
  let from: ReturnType<typeof model>;
  let to: typeof from;
  let state: StateDict;

  beforeAll(async () => {
    from = model();
    to = model();
    state = marked(await stateDict(from));
    loadStateDict(from, state);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
    from.dispose();
    to.dispose();
  });

  test('ours → safetensors → ours', async () => {
    loadStateDict(to, readSafetensors(writeSafetensors(await stateDict(from))).tensors);
    expectSame(await stateDict(to), state);
  });

  test('ours → .pth → ours', async () => {
    loadStateDict(to, readPytorch(writePytorch(await stateDict(from))).tensors);
    expectSame(await stateDict(to), state);
  });

  test.skipIf(torchPython === undefined)('ours → .pth → PyTorch → .pth → ours', async () => {
    const [there, back] = [join(folder, 'there.pth'), join(folder, 'back.pth')];
    writeFileSync(there, writePytorch(await stateDict(from)));
    execFileSync(torchPython ?? '', ['-c', script, there, back]);
    loadStateDict(to, readPytorch(new Uint8Array(readFileSync(back))).tensors);
    expectSame(await stateDict(to), state);
  });
});

function expectSame(given: StateDict, expected: StateDict): void {
  expect([...given.keys()]).toEqual([...expected.keys()]);
  for (const [name, { shape, data }] of expected) {
    expect(given.get(name)?.shape, name).toEqual(shape);
    const bits = (values: Float32Array | undefined) =>
      values && Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    expect(bits(given.get(name)?.data)?.equals(bits(data) as Buffer), name).toBe(true);
  }
}
