import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Metrics } from '../src/storage/metrics-file';

export const repository = fileURLToPath(new URL('../../..', import.meta.url));
/** The script of the command, as it is built. */
export const command = join(repository, 'apps/runner/dist/index.js');

const { INIT_CWD: _, ...others } = process.env;
/** For processes of the command: package managers put the user's folder into INIT_CWD, and these tests pass it as the working folder. */
export const environment = others;

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CallOptions {
  /** The caller's folder. */
  readonly cwd: string;
  /** Variables beside this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Sends `signal` once this is true of the output so far. It also receives the process's id. */
  readonly interruptWhen?: (stdout: string, pid: number) => boolean;
  /** SIGINT by default, as Ctrl-C sends. */
  readonly signal?: NodeJS.Signals;
}

/** `pnpm exmodel …` at the root, as users call it: builds what has changed, then runs. */
export async function pnpmExmodel(...parameters: string[]): Promise<string> {
  // pnpm must not install the workspace again in the middle of its tests.
  const env = { ...environment, pnpm_config_verify_deps_before_run: 'false' };
  const options = { cwd: repository, env, encoding: 'utf8' } as const;
  const { stdout } = await promisify(execFile)('pnpm', ['--silent', 'exmodel', ...parameters], options);
  return stdout;
}

/** The command that `pnpmExmodel` built, without pnpm's start-up time. Never rejects. */
export function exmodel(
  parameters: readonly string[],
  { cwd, env = {}, interruptWhen, signal = 'SIGINT' }: CallOptions,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [command, ...parameters], { cwd, env: { ...environment, ...env } });
    let [stdout, stderr] = ['', ''];
    let interrupted = false;
    const watch = () => {
      if (interrupted || interruptWhen?.(stdout, child.pid ?? 0) !== true) return;
      interrupted = true;
      child.kill(signal);
    };
    const timer = setInterval(watch, 5);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      watch();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('close', (code) => {
      clearInterval(timer);
      resolve({ code, stdout, stderr });
    });
  });
}

/** Every file below a folder, as sorted relative paths; none if there is no folder. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

/** `metrics.json` of a job, without what differs between runs that compute the same. */
export function metricsOf(jobFolder: string): Omit<Metrics, 'times' | 'process' | 'run'> {
  const metrics = JSON.parse(readFileSync(join(jobFolder, 'metrics.json'), 'utf8')) as Metrics;
  const { times: _, process: _process, run: _run, ...lasting } = metrics;
  return lasting;
}

/** An experiment of seconds, in YAML. */
export const tinyYaml = `
scenario: split_mnist
synthetic: true
strategy: [replay_ed, minversion_ed, model_average]

expert_epochs: 2
expert_mb_size: 8
num_iter_per_exp: 12
train_mb_size: 16
buffer_size: 20
buffer_iter: 10
`;
