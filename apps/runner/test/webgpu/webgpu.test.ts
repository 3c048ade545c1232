import '@exmodel/backend-wasm';
import { join } from 'node:path';
import { BACKEND_NAME } from '@exmodel/backend-webgpu';
import { getBackend, memory, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeBackend } from '../../src/backends/backend.conformance';
import { chooseBackend } from '../../src/backends/choose-backend';
import { webgpu } from '../../src/backends/webgpu';
import { strategyNamed } from '../../src/strategies/registry';
import { describeAgreement, expectClose } from '../agreement';
import { temporaryFolder } from '../temporary-folder';
import { runTinyJob, tiny, tinyStream } from '../tiny-stream';

/** The path of the runner on a GPU, or on Chromium's imitation of one. Run by `pnpm test:webgpu`. */

const folder = temporaryFolder(afterAll);

beforeAll(async () => {
  expect(await chooseBackend('webgpu')).toMatchObject({
    name: 'webgpu',
    description: expect.stringMatching(/^WebGPU on /),
  });
});

describeBackend(webgpu);

describeAgreement(BACKEND_NAME, folder);

/** Few images and steps: an imitated GPU takes seconds for what a GPU does in milliseconds. */
const few = { ...tiny, experiences: 2, num_iter_per_exp: 12, buffer_size: 16, buffer_iter: 6 };

describe.each(['consensus_ed', 'minversion_ed'] as const)('%s on WebGPU', (name) => {
  it('gives the accuracy of the WebAssembly engine, the same bits again, and leaks no tensor', async () => {
    await setBackend('exmodel-wasm');
    const stream = await tinyStream(join(folder, 'experts'), few);
    const [definition, context] = [strategyNamed(name), stream.context(name)];
    const wasm = await runTinyJob(definition, context, join(folder, 'wasm', name));
    await setBackend(BACKEND_NAME);
    const first = await runTinyJob(definition, context, join(folder, 'first', name));
    const before = memory().numTensors;
    const again = await runTinyJob(definition, context, join(folder, 'again', name));
    expect(memory().numTensors).toBe(before);
    expect(getBackend()).toBe(BACKEND_NAME);
    expect(again.student).toBe(first.student);
    stream.dispose();
    expectClose(first.losses, wasm.losses);
    expect(first.metrics.accuracy).toBeCloseTo(wasm.metrics.accuracy ?? Number.NaN, 1);
  });
});
