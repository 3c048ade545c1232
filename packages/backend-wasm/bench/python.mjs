import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** An activated virtual environment's own: package managers put other folders before it on the path. */
export const python =
  process.env.VIRTUAL_ENV === undefined ? 'python3' : join(process.env.VIRTUAL_ENV, 'bin/python3');

export function hasPyTorch() {
  return spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status === 0;
}
