import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readEventFile } from '../../../../packages/loggers/test/read-event-file';
import { exmodel, metricsOf, type Outcome } from '../exmodel-command';

/** An experiment of a second, which writes every kind of file. */
const tinyYaml = `
scenario: split_mnist
synthetic: true
classes_per_experience: [5, 5]
model: simple_mlp
hs: 8
strategy: minversion_ed
expert_epochs: 1
num_iter_per_exp: 2
train_mb_size: 4
buffer_size: 10
buffer_iter: 2
buffer_mb_size: 10
`;

/** One operation of a run on a file below its folder of results. */
export interface Operation {
  /** Its place among the run's operations, from 1 on. */
  readonly at: number;
  /** `open`, `write`, `rename`, … */
  readonly name: string;
  /** Below the folder of results. */
  readonly path: string;
  /** Its name and path without what is random in them, and its place among the operations of this kind: the same in every run. */
  readonly kind: string;
  readonly ofKind: number;
}

/** What the operating system answers, or the death of the process. */
export type FaultCode = 'KILL' | 'ENOSPC' | 'EIO' | 'EACCES';

/** An operation that fails or, with `KILL`, before which the process is killed. */
export interface Fault extends Operation {
  readonly code: FaultCode;
  /** The folder of results before the run. */
  readonly start: Start;
}

/** Nothing; a finished job without its metrics, which starts anew; or one that was killed at its last checkpoint, and goes on. */
export type Start = 'empty' | 'unfinished' | 'interrupted';

/** What each operation can meet. A read neither fills a disk, nor does it matter whether the process dies before it. */
const codesOf = (name: string): readonly FaultCode[] => {
  if (name.startsWith('read')) return ['EIO', 'EACCES'];
  if (name === 'write' || name === 'fsync') return ['KILL', 'ENOSPC', 'EIO'];
  return ['KILL', 'ENOSPC', 'EIO', 'EACCES'];
};

/** Which runs meet faults. */
export interface FaultyRunsOptions {
  readonly yaml: string;
  /** Options of `exmodel run`. */
  readonly options?: readonly string[];
}

/** Runs of the real command, one of whose file operations fails. */
export interface FaultyRuns {
  /** Every fault that a run can meet. */
  readonly faults: readonly Fault[];
  /**
   * What is wrong after a run that met this fault, and the same command once more: nothing if the first ended in a line and the
   * second in the results of a run without faults, with the same bits and no other files.
   */
  problemsAfter(fault: Fault): Promise<readonly string[]>;
  /** The same of a run that is killed after that many milliseconds, and how much of its work was lost. */
  afterKillAt(milliseconds: number): Promise<KilledRun>;
  /** Measures how long a run without faults takes, in milliseconds. */
  duration(): Promise<number>;
}

export interface KilledRun {
  readonly problems: readonly string[];
  /** False if it had ended before. */
  readonly killed: boolean;
  /** Milliseconds between the last state that was kept, or result that was written, and the end of the process; undefined if there was none. */
  readonly lost: number | undefined;
}

const injector = fileURLToPath(new URL('inject-faults.mjs', import.meta.url));

/** @param cwd an empty folder for them all */
export async function faultyRuns(
  cwd: string,
  { yaml, options = [] }: FaultyRunsOptions = { yaml: tinyYaml },
): Promise<FaultyRuns> {
  writeFileSync(join(cwd, 'tiny.yaml'), yaml);
  const run = (logdir: string, env: Readonly<Record<string, string>> = {}, killAt?: number) => {
    const began = performance.now();
    return exmodel(
      ['run', 'tiny.yaml', '--backend', 'wasm', '--threads', '1', ...options, '--set', `logdir=${logdir}`],
      {
        ...{ cwd, env, signal: 'SIGKILL' },
        ...(killAt !== undefined && { interruptWhen: () => performance.now() - began >= killAt }),
      },
    );
  };
  const runWithFaults = (logdir: string, settings: Readonly<Record<string, string>>) =>
    run(logdir, { NODE_OPTIONS: `--import ${injector}`, FAULT_BELOW: logdir, ...settings });

  const empty = join(cwd, 'empty');
  const unfinished = join(cwd, 'unfinished');
  const interrupted = join(cwd, 'interrupted');
  const starts: Readonly<Record<Start, string>> = { empty, unfinished, interrupted };

  const operationsFrom = async (start: Start): Promise<Operation[]> => {
    const logdir = join(cwd, 'logged');
    const log = join(cwd, 'operations.txt');
    if (existsSync(starts[start])) cpSync(starts[start], logdir, { recursive: true });
    const outcome = await runWithFaults(logdir, { FAULT_LOG: log });
    if (outcome.code !== 0) throw new Error(`the run without a fault failed: ${outcome.stderr}`);
    const operations = readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
      .map(([at, name = '', path = '', ofKind, kind = '']) => ({
        ...{ at: Number(at), name, path: path.slice(logdir.length + 1), ofKind: Number(ofKind), kind },
      }));
    rmSync(log);
    if (start === 'empty') cpSync(logdir, unfinished, { recursive: true });
    rmSync(logdir, { recursive: true });
    return operations;
  };

  const fromEmpty = await operationsFrom('empty');
  const expected = contents(unfinished);
  rmSync(join(unfinished, 'tiny', 'minversion_ed', 'metrics.json'));
  const checkpoints = fromEmpty.filter(
    ({ name, path }) => name === 'rename' && path.includes('/checkpoint/'),
  );
  await runWithFaults(interrupted, {
    FAULT_AT: String((checkpoints.at(-1)?.at ?? 0) + 2),
    FAULT_CODE: 'KILL',
  });
  /** From its config.json on it is a run like one from nothing, or that one. */
  const beginningFrom = async (start: Start) => {
    const operations = await operationsFrom(start);
    const begun = operations.findIndex(
      ({ name, path }) => name === 'rename' && path.endsWith('/config.json'),
    );
    return operations.slice(0, begun + 1).map((operation) => ({ ...operation, start }));
  };
  const faults = [
    ...fromEmpty.map((operation) => ({ ...operation, start: 'empty' as const })),
    ...(await beginningFrom('unfinished')),
    ...(await beginningFrom('interrupted')),
  ].flatMap((operation) => codesOf(operation.name).map((code) => ({ ...operation, code })));

  const newFolder = () => join(mkdtempSync(join(cwd, 'run-')), 'runs');
  /** What is wrong in the end if the same command is given once more after a run that was cut off. */
  const problemsOfNext = async (logdir: string) => {
    const problems: string[] = [];
    const resumable = resumableIn(logdir);
    const second = await run(logdir);
    for (const words of resumable)
      if (!words.test(second.stdout))
        problems.push(`the same command starts anew: no ${words} in ${second.stdout}`);
    if (second.code !== 0) problems.push(`the same command fails: ${second.stderr}`);
    problems.push(...differences(expected, contents(logdir), 'of the same command'));
    rmSync(join(logdir, '..'), { recursive: true, force: true });
    return problems;
  };

  return {
    faults,
    async duration() {
      const [logdir, began] = [newFolder(), performance.now()];
      await run(logdir);
      rmSync(join(logdir, '..'), { recursive: true });
      return performance.now() - began;
    },
    async problemsAfter({ ofKind, kind, code, start }) {
      const logdir = newFolder();
      if (existsSync(starts[start])) cpSync(starts[start], logdir, { recursive: true });
      const first = await runWithFaults(logdir, {
        ...{ FAULT_AT: String(ofKind), FAULT_KIND: kind, FAULT_CODE: code },
      });
      const problems = wordsMissing(first, code);
      if (first.code === 0)
        problems.push(...differences(expected, contents(logdir), 'of the run that met it'));
      return [...problems, ...(await problemsOfNext(logdir))];
    },
    async afterKillAt(milliseconds) {
      const logdir = newFolder();
      const { code } = await run(logdir, {}, milliseconds);
      const kept = lastKept(logdir);
      const lost = kept === undefined ? undefined : Date.now() - kept;
      return { killed: code === null, lost, problems: await problemsOfNext(logdir) };
    },
  };
}

/** When the last state was kept, or the last result written; in milliseconds since 1970. */
function lastKept(logdir: string): number | undefined {
  if (!existsSync(logdir)) return undefined;
  const paths = readdirSync(logdir, { recursive: true, encoding: 'utf8' });
  const kept = paths.filter((path) => /(\.safetensors|metrics\.json)$/.test(path));
  return kept.map((path) => statSync(join(logdir, path)).mtimeMs).toSorted((a, b) => b - a)[0];
}

/** What is wrong with the words of a run that met a fault. */
function wordsMissing({ code, stdout, stderr }: Outcome, fault: FaultCode): string[] {
  if (fault === 'KILL') return code === null ? [] : [`it was not killed, but ended with ${code}`];
  if (code === 0) return [];
  if (code !== 1) return [`exit code ${code}`];
  if (/^ {4}at |bug in exmodel/m.test(stdout + stderr)) return [`a stack trace: ${stderr}`];
  return stderr.includes(fault) ? [] : [`no word of ${fault}: ${stderr || 'nothing on stderr'}`];
}

/** What a run says that goes on from the checkpoints that are there. */
function resumableIn(logdir: string): RegExp[] {
  if (!existsSync(logdir)) return [];
  const paths = readdirSync(logdir, { recursive: true, encoding: 'utf8' });
  const [job, expert] = [
    /^tiny\/(\w+)\/checkpoint\/.+\.safetensors$/,
    /^(.+\/model_e(\d+))\.checkpoint\/.+\.safetensors$/,
  ];
  const words = paths.flatMap((path) => {
    const [, name] = job.exec(path) ?? [];
    if (name !== undefined && !paths.includes(`tiny/${name}/metrics.json`)) return `${name} goes on `;
    const [, file, index] = expert.exec(path) ?? [];
    return index !== undefined && !paths.includes(`${file}.safetensors`)
      ? `expert ${Number(index) + 1} goes on `
      : [];
  });
  return [...new Set(words)].map((text) => new RegExp(text));
}

/** Everything below a folder, with what must be the same in each run: of folders, and of log.txt, only that they are there. */
function contents(logdir: string): ReadonlyMap<string, string> {
  const content = (path: string) => {
    if (path.endsWith('metrics.json')) return JSON.stringify(metricsOf(join(logdir, path, '..')));
    if (path.endsWith('.txt') || statSync(join(logdir, path)).isDirectory()) return '';
    if (path.endsWith('.exmodel')) return pointsOf(join(logdir, path));
    const bytes = readFileSync(join(logdir, path));
    if (path.endsWith('.csv')) return String(bytes).replaceAll(/^[^,]+/gm, '');
    return path.endsWith('.jsonl') ? lastingLines(String(bytes)) : bytes.toString('latin1');
  };
  const paths = readdirSync(logdir, { recursive: true, encoding: 'utf8' });
  return new Map(paths.map((path) => [path, content(path)]));
}

/**
 * Measurements, pictures and beginnings of jobs, without their times. Progress is thinned out by time; and the line of a job's end
 * follows its metrics.json, so a process that dies in between leaves none, or a part of it.
 */
function lastingLines(events: string): string {
  const lines = events
    .trim()
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return lines
    .filter(({ type, state }) => type === 'metric' || type === 'image' || state === 'started')
    .map(({ time: _, path: __, ...event }) => JSON.stringify(event))
    .join('\n');
}

/** The points of a TensorBoard file, without their times, and without the job's end, for the same reason. */
function pointsOf(path: string): string {
  const points = readEventFile(path).points.filter(({ tag }) => tag !== '_hparams_/session_end_info');
  return JSON.stringify(points.map(({ wallTime: _, ...point }) => point));
}

function differences(
  expected: ReadonlyMap<string, string>,
  actual: ReadonlyMap<string, string>,
  whose: string,
): string[] {
  const missing = [...expected.keys()].filter((path) => !actual.has(path));
  const changed = [...expected].filter(([path, content]) => actual.has(path) && actual.get(path) !== content);
  const more = [...actual.keys()].filter((path) => !expected.has(path));
  return [
    ...missing.map((path) => `${path} ${whose} is missing`),
    ...changed.map(([path]) => `${path} ${whose} differs`),
    ...more.map((path) => `${path} ${whose} is left over`),
  ];
}
