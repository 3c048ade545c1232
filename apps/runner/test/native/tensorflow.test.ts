import { strategyNamed } from '../../src/strategies/registry';
import '@exmodel/backend-wasm';
import { join } from 'node:path';
import { getBackend, memory, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeBackend } from '../../src/backends/backend.conformance';
import { chooseBackend } from '../../src/backends/choose-backend';
import { tensorflow } from '../../src/backends/tensorflow';
import { replayEd } from '../../src/strategies/replay-ed';
import { describeAgreement } from '../agreement';
import { temporaryFolder } from '../temporary-folder';
import { runTinyJob, tinyStream } from '../tiny-stream';

/** The path of the runner on TensorFlow's C library. Run by `pnpm test:native`, where @tensorflow/tfjs-node loads. */

const folder = temporaryFolder(afterAll);

beforeAll(async () => {
  expect(await chooseBackend('tensorflow')).toMatchObject({
    name: 'tensorflow',
    description: 'TensorFlow, CPU',
  });
});

describeBackend(tensorflow);

describe('chooseBackend', () => {
  it('makes TensorFlow the current backend', async () => {
    await setBackend('exmodel-wasm');
    await chooseBackend('tensorflow');
    expect(getBackend()).toBe('tensorflow');
  });

  it('takes a native backend before ours', async () => {
    const { name, description } = await chooseBackend();
    expect(name).toMatch(/^tensorflow/);
    expect(description).toMatch(/^TensorFlow, (GPU|CPU)/);
  });
});

describeAgreement('tensorflow', folder);

describe.each([strategyNamed('minversion_ed'), replayEd])('$name on TensorFlow', (definition) => {
  it('learns, and leaks no tensor', async () => {
    await chooseBackend('tensorflow');
    const stream = await tinyStream(join(folder, 'native'));
    const context = stream.context(definition.name);
    const first = await runTinyJob(definition, context, join(folder, 'first', definition.name));
    const before = memory().numTensors;
    await runTinyJob(definition, context, join(folder, 'again', definition.name));
    expect(memory().numTensors).toBe(before);
    stream.dispose();

    expect(first.metrics.accuracy).toBeGreaterThanOrEqual(0.3);
    expect(first.metrics.accuracyMatrix.flat()).not.toContain(null);
  });
});
