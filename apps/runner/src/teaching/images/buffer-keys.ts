import { count } from '../../config/key-values';

/** How many images are learned from. */
export const bufferKeys = {
  buffer_size: count
    .default(1000)
    .describe('images kept in all; consensus_ed: of all kinds and experts together'),
};
