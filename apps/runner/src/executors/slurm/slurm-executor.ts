import { resolve } from 'node:path';
import type { ExecutorDefinition, ExecutorOptions } from '../executor';
import { goesOnSince, goesOnVariable } from '../remote/goes-on';
import { inShell, orderCommand } from '../remote/order-command';
import { DetachedError } from '../remote/remote-errors';
import { remoteExecutor } from '../remote/remote-executor';
import { slurm } from './slurm-commands';
import { type SlurmEngine, slurmEngine } from './slurm-engine';

export const slurmJobs: ExecutorDefinition = {
  name: 'slurm',
  summary: 'on the nodes of a SLURM cluster',
  parallel: true,
  options: [
    {
      flags: '--sbatch <options>',
      description: 'options of sbatch: "--partition=… --time=2:00:00 --mem=4G"',
    },
    { flags: '--detach', description: 'order the jobs and end; SLURM runs this command again after them' },
  ],
  create: slurmExecutor,
};

function slurmExecutor(options: ExecutorOptions) {
  const { store, asked = {}, own = {} } = options;
  const sbatch = `${own.sbatch ?? ''}`.split(/\s+/).filter((word) => word !== '');
  const goesOn = goesOnSince();
  const since = goesOn ?? new Date().toISOString();
  const engine = slurmEngine({
    store,
    ...orderCommand(options),
    threads: asked.threads ?? 1,
    atOnce: asked.jobs,
    sbatch,
  });
  return remoteExecutor(engine, {
    ...options,
    goesOnSince: goesOn,
    ...(own.detach === true && { detach: (attempts) => leave(engine, options, { sbatch, since, attempts }) }),
  });
}

/** Orders this very command again for when these attempts are over: it chooses, orders what follows, and in the end prints the results. */
async function leave(
  engine: SlurmEngine,
  { command, parameters = [], store }: ExecutorOptions,
  {
    sbatch,
    since,
    attempts,
  }: {
    readonly sbatch: readonly string[];
    readonly since: string;
    readonly attempts: readonly string[];
  },
): Promise<never> {
  const arrays = await engine.arraysOf(attempts);
  const output = resolve(store.location, 'exmodel-%j.log');
  const again = [process.execPath, command, ...parameters].map(inShell).join(' ');
  const options = [
    '--parsable',
    '--job-name=exmodel-goes-on',
    `--output=${output}`,
    '--requeue',
    ...(arrays.length > 0 ? [`--dependency=afterany:${arrays.join(':')}`] : []),
    ...sbatch,
  ];
  const id = (
    await slurm('sbatch', options, `#!/bin/bash\n${goesOnVariable}=${since} exec ${again}\n`)
  ).trim();
  throw new DetachedError(
    `${attempts.length} jobs are left to SLURM. When they are over, its job ${id} goes on with what follows, and writes to ` +
      `${output.replace('%j', id)}. To stop it all: scancel ${[id, ...arrays].join(' ')}`,
  );
}
