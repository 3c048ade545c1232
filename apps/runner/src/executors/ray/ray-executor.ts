import type { ExecutorDefinition, ExecutorOptions } from '../executor';
import { orderCommand } from '../remote/order-command';
import { remoteExecutor } from '../remote/remote-executor';
import { rayEngine } from './ray-engine';

/** Where Ray's dashboard is if nothing is said. */
const defaultAddress = 'http://127.0.0.1:8265';
/** How many jobs Ray holds at once, unless the user says how many it has room for. */
const defaultWindow = 8;

export const ray: ExecutorDefinition = {
  name: 'ray',
  summary: 'on a Ray cluster',
  parallel: true,
  options: [
    {
      flags: '--ray <url>',
      description: `address of its dashboard; default: $RAY_ADDRESS, or ${defaultAddress}`,
    },
  ],
  create: rayExecutor,
};

function rayExecutor(options: ExecutorOptions) {
  const { asked = {}, own = {} } = options;
  const engine = rayEngine({
    address: `${own.ray ?? process.env.RAY_ADDRESS ?? defaultAddress}`,
    ...orderCommand(options),
    threads: asked.threads ?? 1,
    window: asked.jobs ?? defaultWindow,
  });
  return remoteExecutor(engine, options);
}
