import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSafetensors } from '@exmodel/models';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { chooseBackend } from '../backends/choose-backend';
import { parseExpertArgument } from './expert-argument';
import { type MergeFilesEvent, mergeFiles } from './merge-files';
import type { MergeWishes } from './merge-plan';

const folder = temporaryFolder(afterAll);
const models = new URL('../../test/fixtures/own-models/', import.meta.url).pathname;
const memory = { machine: 4e9, backend: 4e9 };

beforeAll(async () => void (await chooseBackend('wasm')));

type Planned = Extract<MergeFilesEvent, { readonly type: 'planned' }>;

/** What a merge of a step plans and writes; it is left before it compares. */
async function merged(experts: readonly string[], wishes: Partial<MergeWishes> = {}, source = 'noise') {
  const out = join(folder, 'student.safetensors');
  const normalization = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] };
  let planned: Planned | undefined;
  for await (const event of mergeFiles({
    experts: experts.map(parseExpertArgument),
    ...{ out, initial: undefined, images: undefined, source, iterations: 1, seed: 1, memory, locations: {} },
    wishes: { architecture: 'simple_mlp', classes: undefined, shape: undefined, normalization, ...wishes },
    resolve: (location) => join(models, location),
  })) {
    if (event.type === 'planned') planned = event;
    if (event.type === 'written') break;
  }
  return { planned: planned as Planned, student: readSafetensors(readFileSync(out)) };
}

describe('what outputs mean', () => {
  it('experts with a softmax teach what the same experts with logits teach, to the bit', async () => {
    const pair = (head: string) => [
      `softmax-head/north-${head}/model.json:a,b,c`,
      `softmax-head/south-${head}/model.json:d,e,f`,
    ];
    const [logits, softmax] = [await merged(pair('logits')), await merged(pair('softmax'))];
    expect(softmax.student.tensors).toEqual(logits.student.tensors);
    expect(logits.planned.outputs.map(({ activation }) => activation)).toEqual(['none', 'none']);
    expect(softmax.planned.outputs.map(({ activation }) => activation)).toEqual(['softmax', 'softmax']);
  });

  it('a lone sigmoid is two classes', async () => {
    const { planned } = await merged(['keras-sigmoid/model.json:cat,dog', 'plain/model.json:car,ship']);
    expect(planned.plan.classes).toEqual(['cat', 'dog', 'car', 'ship']);
    expect(planned.outputs[0]).toEqual({ activation: 'sigmoid', isBinary: true });
    const lone = merged(['keras-sigmoid/model.json:cat', 'plain/model.json:car,ship']);
    await expect(lone).rejects.toThrow(/one output, which tells two classes apart.*FILE:cat,dog/);
  });
});
