import '@exmodel/backend-wasm';
import { createModel, type StateDict, stateDict } from '@exmodel/models';
import { setBackend } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { tiny } from '../../test/tiny-stream';
import { expertOrigin } from '../experts/expert-origin';
import { openStream } from './open-stream';

const read = vi.hoisted(() => vi.fn());
vi.mock('./read-pretrained', () => ({ readPretrained: read }));

beforeAll(() => setBackend('exmodel-wasm'));

async function taken(model: LayersModel): Promise<StateDict> {
  const state = await stateDict(model);
  model.dispose();
  return state;
}
/** Their bytes: value by value takes seconds. */
const bytes = (state: StateDict, named: (name: string) => boolean) =>
  Buffer.concat(
    [...state].flatMap(([name, { data }]) =>
      named(name) ? [Buffer.from(Float32Array.from(data).buffer)] : [],
    ),
  );
const isHead = (name: string) => name.startsWith('_fc.');

describe('a pretrained stream', () => {
  it('has experts and a student that all start from the public file, with one head of the stream’s classes', async () => {
    let drawn = 0;
    const random = () => (drawn++ % 97) / 97;
    const inputShape = [32, 32, 3] as const;
    const file = await taken(createModel('efficientnet_lite0', { inputShape, classes: 1000, random }));
    read.mockResolvedValue(file);
    const config = {
      ...tiny,
      scenario: 'split_cifar10',
      model: 'efficientnet_lite0',
      pretrained: true,
    } as const;
    const { createExpertModel, createStudent } = await openStream(config);
    const [expert, student] = await Promise.all([
      taken(createExpertModel(1, expertOrigin(config, 1))),
      taken(createStudent().model),
    ]);
    const all = () => true;
    expect(bytes(expert, all).equals(bytes(student, all))).toBe(true);
    const body = (name: string) => !isHead(name);
    expect(bytes(student, body).equals(bytes(file, body))).toBe(true);
    expect(student.get('_fc.weight')?.shape).toEqual([10, 1280]);
    expect(bytes(student, isHead).some((byte) => byte !== 0)).toBe(true);
  });
});
