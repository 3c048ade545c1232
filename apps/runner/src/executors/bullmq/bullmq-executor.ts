import type { ExecutorDefinition } from '../executor';
import { remoteExecutor } from '../remote/remote-executor';
import { bullmqEngine } from './bullmq-engine';

/** Where Redis is if nothing is said. */
export const defaultRedis = 'redis://127.0.0.1:6379';

export const bullmq: ExecutorDefinition = {
  name: 'bullmq',
  summary: 'on machines that run exmodel worker, by a queue in Redis',
  parallel: true,
  options: [{ flags: '--redis <url>', description: `address of Redis; default: ${defaultRedis}` }],
  create: (options) =>
    remoteExecutor(
      bullmqEngine({ address: `${options.own?.redis ?? defaultRedis}`, store: options.store }),
      options,
    ),
};
