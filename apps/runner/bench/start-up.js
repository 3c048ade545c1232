// `pnpm bench:start-up`: how long the command takes to start, and how long processors work for it, which a busy machine changes less.
// Needs a built checkout and a POSIX shell.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const turns = 5;
const root = fileURLToPath(new URL('../../..', import.meta.url));
const exmodel = ['node', 'apps/runner/dist/index.js'];
const weights = 'packages/models/test/fixtures/lenet5.pth';

/** The least elapsed and processor seconds of some turns. */
function fastest(command) {
  const best = { elapsed: Number.POSITIVE_INFINITY, processor: Number.POSITIVE_INFINITY };
  for (let turn = 0; turn < turns; turn += 1) {
    const start = performance.now();
    // `times` prints the seconds of the shell itself, and below them those of what it started.
    const times = execFileSync('sh', ['-c', '"$@" >&2 || exit; times', 'sh', ...command], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [, , user, system] = [...times.matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => 60 * m + Number(s));
    best.elapsed = Math.min(best.elapsed, (performance.now() - start) / 1000);
    best.processor = Math.min(best.processor, user + system);
  }
  return best;
}

function print(name, { elapsed, processor }, aim) {
  const note = aim === undefined ? '' : `  (aim: ${aim})`;
  console.log(
    `${name.padEnd(22)} ${elapsed.toFixed(2).padStart(7)} ${processor.toFixed(2).padStart(9)}${note}`,
  );
}

console.log(`${'seconds'.padEnd(22)} elapsed processor`);
print('node alone', fastest(['node', '--eval', '0']));
const help = fastest([...exmodel, '--help']);
print('exmodel --help', help, 0.3);
print('exmodel inspect', fastest([...exmodel, 'inspect', weights]), 0.6);
print('exmodel list --keys', fastest([...exmodel, 'list', '--keys']));
const checkout = fastest(['pnpm', 'exmodel', '--help']);
const added = Object.fromEntries(
  Object.entries(help).map(([key, seconds]) => [key, checkout[key] - seconds]),
);
print('pnpm exmodel adds', added, 1);
