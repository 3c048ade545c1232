import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Whether Redis is installed here: `apt-get install redis-server`. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

export interface RedisServer {
  readonly address: string;
  readonly process: ChildProcess;
  /** Kills it, as a machine that goes down does. */
  kill(): Promise<void>;
}

/**
 * Starts Redis on the loopback; resolves when it takes connections.
 *
 * @param folder where it keeps its files
 * @param port that of an earlier one to take its place; default: a free one
 */
export async function startRedis(
  folder: string,
  { port, appendOnly = false }: { readonly port?: number; readonly appendOnly?: boolean } = {},
): Promise<RedisServer> {
  const own = port ?? (await freePort());
  const settings = ['--port', `${own}`, '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  const keep = ['--appendonly', appendOnly ? 'yes' : 'no', '--appendfsync', 'always'];
  const server = spawn('redis-server', [...settings, ...keep], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (text.includes('Ready to accept connections')) resolve();
    });
    server.once('close', (code) => reject(new Error(`redis-server ended with exit code ${code}`)));
  });
  return {
    address: `redis://127.0.0.1:${own}`,
    process: server,
    async kill() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.kill('SIGKILL');
      await once(server, 'close');
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
