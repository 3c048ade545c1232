import { inShell, type OrderCommand } from '../remote/order-command';
import { toBeContinued } from '../remote/to-be-continued';

/** What a task of a job array runs. */
export interface BatchScript extends OrderCommand {
  /** Path of a file whose lines are attempts, one for each task. */
  readonly list: string;
}

/**
 * The script of a job array. SLURM sends USR1 to this shell some time before the limit; it asks the command to end, which says
 * that it is not done, and puts the task back into the queue, where it goes on from its latest checkpoint. Where `scontrol` is missing on the nodes, the task ends, and is
 * ordered again by whoever looks after it.
 */
export function batchScript({ list, start, rest }: BatchScript): string {
  const command = [...start.map(inShell), '"$attempt"', ...rest.map(inShell)].join(' ');
  return `#!/bin/bash
child= limit=
trap 'limit=yes; [ -n "$child" ] && kill -TERM "$child"' USR1
trap '[ -n "$child" ] && kill -TERM "$child"' TERM
attempt=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" ${inShell(list)})
${command} --threads "\${SLURM_CPUS_PER_TASK:-1}" &
child=$!
[ -n "$limit" ] && kill -TERM "$child"
wait "$child"; code=$?
while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done # a signal ends a wait
[ "$code" = ${toBeContinued} ] && [ -n "$limit" ] && scontrol requeue "\${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
exit "$code"
`;
}
