import { execFile } from 'node:child_process';
import { EngineError } from '../engine';

const name = 'SLURM';
/** How long a command of SLURM may take, in milliseconds: without its controller, some wait for it. */
const patience = 60_000;

/** What says that SLURM's controller gave no answer. */
const noAnswer = /unable to contact slurm controller|connection refused|timed? ?out|socket/i;

/**
 * Runs a command of SLURM.
 *
 * @param input for its standard input
 * @returns what it printed
 * @throws EngineError
 */
export function slurm(command: string, parameters: readonly string[], input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      parameters,
      { timeout: patience, maxBuffer: 2 ** 28, encoding: 'utf8' },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(slurmError(command, error, stderr.trim()));
      },
    );
    child.stdin?.on('error', () => {}); // It has ended before it read: its own error says why.
    child.stdin?.end(input);
  });
}

function slurmError(
  command: string,
  error: Error & { readonly code?: unknown; readonly killed?: boolean },
  stderr: string,
): EngineError {
  if (error.code === 'ENOENT') {
    const advice =
      'Expected SLURM’s commands on this machine. Log in to a machine of the cluster, or run here with: --executor local';
    return new EngineError(name, `there is no command ${command}`, advice);
  }
  if (error.killed === true || noAnswer.test(stderr)) {
    const reason = stderr === '' ? `${command} gave no answer within ${patience / 1000} s` : stderr;
    return new EngineError(name, reason, 'See whether it is up with: sinfo', true);
  }
  const advice = 'Give other options of sbatch with: --sbatch="--partition=… --time=…"';
  return new EngineError(name, `${command}: ${stderr === '' ? error.message : stderr}`, advice);
}
