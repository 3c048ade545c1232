import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@exmodel/distill';
import { createModel, stateDict, writeSafetensors } from '@exmodel/models';
import { engine, type Tensor } from '@tensorflow/tfjs-core';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { chooseBackend } from '../backends/choose-backend';
import { parseExpertArgument } from './expert-argument';
import { mergeFiles } from './merge-files';

const folder = temporaryFolder(afterAll);
let host: NodeJS.Immediate;
/** A clock of its own, so these modules are not shared with other tests: learners remember when they last gave a turn. */
let now = 1e9;

beforeAll(async () => {
  await chooseBackend('wasm');
  for (const [i, name] of ['a', 'b'].entries()) {
    const [start, own] = [Random.seeded(1), Random.seeded(2 + i)];
    const random = () => start.uniform();
    const model = createModel('lenet', { inputShape: [32, 32, 1], classes: 2, random });
    const tensors = [...(await stateDict(model))].map(([tensor, { shape, data }]) => {
      const moved = Float32Array.from(data, (value) => value + own.uniform() / 20);
      return [tensor, { shape, data: moved }] as const;
    });
    writeFileSync(join(folder, `${name}.safetensors`), writeSafetensors(new Map(tensors), {}));
    model.dispose();
  }
});

afterEach(() => {
  clearImmediate(host);
  vi.restoreAllMocks();
});

it.each([undefined, 'minversion'])(
  'between two turns of its host, a merge computes no more than a batch, whatever its phase (--source %s)',
  async (source) => {
    // Each look at the clock finds that it is time for a turn, so turns are counted and not timed.
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 25;
      return now;
    });
    /** Values that kernels gave since the host's last turn, and the most of them between two events. */
    let values = 0;
    let sinceEvent = 0;
    const run = engine().runKernel.bind(engine());
    vi.spyOn(engine(), 'runKernel').mockImplementation((...given) => {
      const outputs = run(...given);
      for (const { size } of [outputs].flat() as Tensor[]) values += size;
      return outputs as never;
    });
    const { setImmediate: after } = globalThis;
    const turn = () => {
      sinceEvent = Math.max(sinceEvent, values);
      values = 0;
      host = after(turn);
    };
    host = after(turn);
    const most = new Map<string, number>();
    for await (const event of mergeFiles({
      experts: ['a.safetensors:a,b', 'b.safetensors:c,d'].map(parseExpertArgument),
      ...{ out: join(folder, 'student.safetensors'), source, iterations: 4, budget: { effort: 0.02 } },
      wishes: {
        ...{ architecture: undefined, classes: undefined, shape: [32, 32, 1] },
        normalization: { mean: [0.5], std: [0.5] },
      },
      ...{ seed: 1, memory: { machine: 4e9 }, initial: undefined, images: undefined, locations: {} },
      resolve: (name: string) => join(folder, name),
    })) {
      const phase = event.type === 'progress' ? event.phase : event.type;
      most.set(phase, Math.max(most.get(phase) ?? 0, sinceEvent, values));
      sinceEvent = 0;
    }
    const step = most.get('distillation') ?? 0;
    expect(step).toBeGreaterThan(0);
    for (const [phase, computed] of most) expect([phase, computed / step < 2]).toEqual([phase, true]);
  },
);
