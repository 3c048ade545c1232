import '@exmodel/backend-wasm';
import { join } from 'node:path';
import { setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { few, fewestImages } from '../../test/few-steps';
import { temporaryFolder } from '../../test/temporary-folder';
import { runTinyJob, tiny, tinyStream } from '../../test/tiny-stream';
import { strategyNamed } from './registry';

beforeAll(() => setBackend('exmodel-wasm'));

const folder = temporaryFolder(afterAll);

describe('the reference’s networks', () => {
  it.each([
    ['split_cifar10', 'resnet'],
    ['mt_cifar10', 'masked_resnet'],
    ['core50_nc', 'mobilenet_pretrained'],
    ['ni_core50', 'mobilenet_imnet_fixed'],
    ['split_cifar100', 'resnet_pretrained'],
  ])('on %s: %s', { timeout: 900_000 }, async (scenario, model) => {
    const config = {
      ...tiny,
      ...few,
      scenario,
      model,
      pretrained: false,
      experiences: 1,
      buffer_bns: 0.1,
      buffer_mb_size: 16,
    };
    const stream = await tinyStream(join(folder, model), config);
    const context = stream.context('minversion_ed', { buffer_size: fewestImages(stream.benchmark) });
    const { metrics, losses } = await runTinyJob(
      strategyNamed('minversion_ed'),
      context,
      join(folder, model, 'minversion_ed'),
    );
    stream.dispose();
    expect(metrics.accuracyMatrix[0]?.[0]).toBeGreaterThanOrEqual(0);
    expect(losses.every((loss) => loss < 1e5)).toBe(true);
  });
});
