/**
 * `pnpm layers [seconds]`: milliseconds that single operations take on one thread: a product of matrices, and MobileNetV2's operations of several
 * sizes, on 32 images. Where `python3 -c "import torch"` works, PyTorch's beside them. Processor time, the fastest repetition.
 */
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';
import { hasPyTorch, python } from './python.mjs';

const [seconds = '0.5'] = process.argv.slice(2);
const timesOf = (program, args) => JSON.parse(execFileSync(program, args, { encoding: 'utf8' }));
const own = timesOf(process.execPath, [await bundle('layers'), seconds]);
const torch = hasPyTorch()
  ? timesOf(python, [join(dirname(fileURLToPath(import.meta.url)), 'layers.py'), seconds])
  : undefined;

console.log(`milliseconds on one thread${' '.repeat(17)}exmodel-wasm   PyTorch    speed`);
for (const [name, time] of Object.entries(own)) {
  const other = torch?.[name];
  const beside =
    other === undefined
      ? ''
      : `${other.toFixed(2).padStart(10)}${`${(other / time).toFixed(2)}x`.padStart(9)}`;
  console.log(`${name.padEnd(43)}${time.toFixed(2).padStart(12)}${beside}`);
}
