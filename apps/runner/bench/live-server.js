import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Serves a folder of runs by the built command, as the live page does, until this process ends. */
export async function serve(runs, options = {}) {
  const command = fileURLToPath(new URL('../dist/index.js', import.meta.url));
  const stdio = ['ignore', 'pipe', 'inherit'];
  const server = spawn(process.execPath, [command, 'serve', runs], { ...options, stdio });
  process.on('exit', () => server.kill());
  let printed = '';
  for await (const part of server.stdout.setEncoding('utf8')) {
    printed += part;
    if (printed.includes('\n')) break;
  }
  const [address] = /http:\S+/.exec(printed) ?? [];
  return { server, address };
}
