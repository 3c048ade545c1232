// Takes the place of `exmodel order` without a name in tests of workers: each order that the parent process sends is given to stub-command.sh,
// and this process ends as that does, except after a result.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const stub = fileURLToPath(new URL('stub-command.sh', import.meta.url));
let child;
process.on('disconnect', () => process.exit(75));
process.on('exit', () => child?.kill('SIGKILL'));
process.on('SIGTERM', () => process.exit(75));
process.on('message', (attempt) => {
  child = spawn('bash', [stub, 'order', attempt, ...process.argv.slice(3)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  child.on('close', (code) => {
    child = undefined;
    if (code === 0 || code === 1) process.send(code === 0);
    else process.exit(code ?? 9);
  });
});
