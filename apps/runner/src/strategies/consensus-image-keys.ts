import { z } from 'zod';
import { refuseRepeated } from '../config/refuse-repeated';
import { bufferKeys } from '../teaching/images/buffer-keys';
import { imageKindNames, imageKinds, kindsFrom } from '../teaching/images/registry';
import { synthesisKeys } from '../teaching/images/synthesis-keys';

/** The images of the consensus: on which ones the experts are queried, and how they are made. */
export const consensusImageKeys = {
  consensus_images: z
    .array(z.enum(imageKindNames))
    .min(1)
    .superRefine(refuseRepeated)
    .optional()
    .describe(
      `(added) images on which the experts are queried: ${kindsFrom('seed')}, the same for all; ${kindsFrom('expert')}, made from each; equal parts of buffer_size; default: painted`,
    ),
  synthesis_share: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe(
      '(added) part of buffer_size that is made from the experts, 0 to 1; default: equal parts for all kinds',
    ),
  experts_stay: z
    .boolean()
    .optional()
    .describe(
      '(added) all experts stay available to the end, as in a merge, and do not come one after the other: half of buffer_size are painted images drawn towards the classes of each, by its log-odds and familiarity, and all experts are queried on all images; needs train_at_end; default: false',
    ),
  ...bufferKeys,
  ...synthesisKeys,
  ...keysOfKinds(),
};

/** The own keys of all kinds, whose values only the kinds themselves read. */
function keysOfKinds(): Record<never, never> {
  return Object.assign({}, ...imageKinds.map((kind) => (kind.from === 'expert' ? kind.keys : {})));
}
