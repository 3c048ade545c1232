import '@exmodel/backend-wasm';
import { join } from 'node:path';
import { BACKEND_NAME } from '@exmodel/backend-webgpu';
import { getBackend, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseBackend } from '../../src/backends/choose-backend';
import { defaultsOf } from '../../src/config/keys';
import { strategies, strategyNamed } from '../../src/strategies/registry';
import type { StrategyContext, StrategyDefinition } from '../../src/strategies/strategy';
import type { FinishedJob } from '../../src/testing/tiny-stream';
import { expectClose } from '../agreement';
import { temporaryFolder } from '../temporary-folder';
import { runTinyJob, type TinyStream, tiny, tinyStream } from '../tiny-stream';

/** Every strategy of the registry, on as little as it can be: run by `pnpm test:webgpu` where there is a GPU. The one that SwiftShader imitates ends the process midway. */
const isImitated = process.env.VK_DRIVER_FILES?.includes('swiftshader') === true;

const folder = temporaryFolder(afterAll);
const few = { ...tiny, experiences: 2, num_iter_per_exp: 4, buffer_size: 8, buffer_iter: 2 };
let stream: TinyStream;

function contextOf({ name, keys }: StrategyDefinition): StrategyContext {
  const own = Object.entries(defaultsOf(keys)).filter(([key]) => !Object.hasOwn(tiny, key));
  return stream.context(name, {
    ...Object.fromEntries(own),
    ...{ epochs: 1, expert_mb_size: 64, train_mb_size: 8 },
    ...(name === 'from_path' && { buffer_path: join(folder, 'saved/samples') }),
  });
}

const onWasm = new Map<string, FinishedJob>();

describe.skipIf(isImitated)('on a GPU', () => {
  // All of them first: experts that a GPU has used could be read for another backend only synchronously.
  beforeAll(async () => {
    await chooseBackend('webgpu');
    await setBackend('exmodel-wasm');
    stream = await tinyStream(join(folder, 'experts'), few);
    await runTinyJob(strategyNamed('minversion_ed'), stream.context('minversion_ed'), join(folder, 'saved'));
    for (const definition of strategies) {
      const { name } = definition;
      onWasm.set(name, await runTinyJob(definition, contextOf(definition), join(folder, 'wasm', name)));
    }
    await setBackend(BACKEND_NAME);
  });
  afterAll(() => stream.dispose());

  it.each(strategies)('$name has the losses that it has on the WebAssembly engine', async (definition) => {
    const { name } = definition;
    const gpu = await runTinyJob(definition, contextOf(definition), join(folder, 'gpu', name));
    const wasm = onWasm.get(name);
    expect(getBackend()).toBe(BACKEND_NAME);
    expect(gpu.losses).toHaveLength(wasm?.losses.length ?? Number.NaN);
    if (gpu.losses.length > 0) expectClose(gpu.losses, wasm?.losses ?? []);
    expect(gpu.metrics.accuracy).not.toBeNull();
  });
});
