import { rehearsalBuffer } from '@exmodel/distill';
import { bufferKeys } from '../../teaching/images/buffer-keys';
import type { ImageKind } from '../../teaching/images/image-kind';
import { sampleAugmentation } from '../../teaching/images/sample-augmentation';
import { synthesisKeys, synthesizedBuffer } from '../../teaching/images/synthesis-keys';
import type { StrategyDefinition } from '../strategy';
import { distillation } from './distillation';
import { refuseSmallBuffer, synthesisOptions, synthesisWork } from './synthesis-options';

/** The strategy that distils every expert into one student on images of one kind. */
export function distillationOn(kind: ImageKind): StrategyDefinition {
  const { strategy: name, images, remark, revision } = kind;
  const summary = remark === undefined ? `on ${images}` : `on ${images}: ${remark}`;
  const names = { name, summary, ...(revision !== undefined && { revision }) };
  if (kind.from === 'seed')
    return distillation({ ...names, source: ({ benchmark }) => kind.fresh(benchmark) });
  return distillation({
    ...names,
    keys: { ...bufferKeys, ...synthesisKeys, ...kind.keys },
    needs: { buffer_size: synthesizedBuffer },
    synthesisWork,
    refuse: refuseSmallBuffer,
    source: ({ config, benchmark }) =>
      rehearsalBuffer({
        synthesis: kind.synthesis(synthesisOptions(config, benchmark), config),
        budget: config.buffer_size,
        augmentation: sampleAugmentation(benchmark),
      }),
  });
}
