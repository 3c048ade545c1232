import manifest from '../../../package.json';
import { EngineError } from '../engine';

/** The versions that are tested. */
const { bullmq, ioredis } = manifest.peerDependencies;

/**
 * The package bullmq, which is not among the dependencies: 16 MB that nobody needs on one machine.
 *
 * @throws EngineError if it is not installed
 */
export async function loadBullmq(): Promise<typeof import('bullmq')> {
  try {
    await import('ioredis');
    return await import('bullmq');
  } catch (error) {
    const reason = (error as Error).message.split('\n')[0] ?? '';
    throw new EngineError(
      'BullMQ',
      reason,
      `Install it beside exmodel: npm install bullmq@${bullmq} ioredis@${ioredis}`,
    );
  }
}
