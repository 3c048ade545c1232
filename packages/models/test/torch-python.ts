import { spawnSync } from 'node:child_process';

const finds = (python: string) =>
  spawnSync(python, ['-c', 'import importlib.util as u, sys; sys.exit(u.find_spec("torch") is None)'])
    .status === 0;

/** A Python with PyTorch: that of TORCH_PYTHON, or `python3` where that has it; undefined where there is none. */
export const torchPython = [process.env.TORCH_PYTHON ?? '', 'python3'].find(
  (python) => python !== '' && finds(python),
);

if (torchPython === undefined) {
  console.info(
    'skipped, since no Python here has PyTorch: what PyTorch itself reads (TORCH_PYTHON=/path/to/python)',
  );
}
