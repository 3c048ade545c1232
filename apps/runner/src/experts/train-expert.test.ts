import { OutOfMemoryError } from '@exmodel/backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { result, tiny } from '../../test/tiny-stream';
import { openStream } from '../streams/open-stream';
import { expertOrigin } from './expert-origin';
import { trainExpert } from './train-expert';

it('names expert_mb_size where a step does not fit the memory', async () => {
  await setBackend('exmodel-wasm');
  const config = { ...tiny, expert_mb_size: 1e9 };
  const { benchmark, createExpertModel } = await openStream(config);
  const model = createExpertModel(0, expertOrigin(config, 0));
  model.apply = () => {
    throw new OutOfMemoryError(9e9, 1e9, 4e9);
  };
  const count = benchmark.experiences[0]?.train.length ?? 0;
  await expect(result(trainExpert({ config, benchmark }, 0, model))).rejects.toThrow(
    `expert 1 cannot be trained: a step on ${count} images needs more memory than there is (The backend was asked for ` +
      `9000000000 bytes while it holds 1000000000). Set expert_mb_size to fewer, for example ${Math.floor(count / 10)}, or`,
  );
  model.dispose();
});
