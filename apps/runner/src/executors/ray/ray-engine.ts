import { z } from 'zod';
import { readJson } from '../../storage/read-json';
import { type Engine, EngineError, type OrderState } from '../engine';
import { inShell, type OrderCommand } from '../remote/order-command';
import { askRay } from './ray-client';

export interface RayOptions extends OrderCommand {
  /** Of the head's dashboard: `http://127.0.0.1:8265`. */
  readonly address: string;
  readonly threads: number;
  /** How many jobs Ray may hold at once. */
  readonly window: number;
}

const jobSchema = z.object({
  submission_id: z.string().nullish(),
  status: z.string(),
  message: z.string().nullish(),
});
const jobsSchema = z.array(z.looseObject(jobSchema.shape));

/** How much of an order's output is shown, in characters. */
const shownOutput = 400;

/**
 * Ray by its Jobs API. It takes a command line and the CPUs that it needs, and a job that waits for longer than a quarter of an hour for
 * them has failed: so it never gets more than it has room for (`window`), and a failure before the job began does not count.
 */
export function rayEngine({ address, start, rest, threads, window }: RayOptions): Engine {
  const name = `Ray at ${address}`;

  async function jobs() {
    const { status, text } = await askRay(address, 'GET', '/api/jobs/');
    const read = readJson(text, jobsSchema);
    if (status !== 200 || !('value' in read)) throw refused(status, text);
    return read.value;
  }

  function refused(status: number, text: string): EngineError {
    const reason = `it answered ${status}: ${text.slice(0, shownOutput).trim()}`;
    return new EngineError(
      name,
      reason,
      'Expected Ray ≥ 2.9 with its dashboard: ray start --head',
      status >= 500,
    );
  }

  async function submit(attempt: string): Promise<void> {
    const command = [...start, attempt, ...rest, '--threads', String(threads)];
    const body = {
      submission_id: attempt,
      entrypoint: command.map(inShell).join(' '),
      entrypoint_num_cpus: threads, // Without it nothing waits for room.
    };
    const give = () => askRay(address, 'POST', '/api/jobs/', body);
    let { status, text } = await give();
    if (status !== 200 && text.includes('already exists')) {
      // Ray keeps what has ended; one that runs it does not delete, and that is as good.
      const deleted = await askRay(address, 'DELETE', `/api/jobs/${attempt}`);
      if (deleted.status !== 200) return;
      ({ status, text } = await give());
    }
    if (status !== 200) throw refused(status, text);
  }

  return {
    name,
    interval: 2000,
    window,
    async submit(attempts) {
      for (const attempt of attempts) await submit(attempt);
    },
    async states(attempts) {
      const wanted = new Set(attempts);
      const found = new Map<string, OrderState>();
      for (const { submission_id, status, message } of await jobs()) {
        const id = submission_id ?? '';
        // One that never got its CPUs is given again, as one that was forgotten.
        if (!wanted.has(id) || (status === 'FAILED' && neverBegan.test(message ?? ''))) continue;
        found.set(id, status === 'PENDING' ? 'waiting' : status === 'RUNNING' ? 'running' : 'over');
      }
      return found;
    },
    async cancel(attempts) {
      const known = new Set((await jobs()).map(({ submission_id }) => submission_id));
      for (const attempt of attempts.filter((each) => known.has(each)))
        await askRay(address, 'POST', `/api/jobs/${attempt}/stop`);
    },
    async lastWords(attempt) {
      const { status, text } = await askRay(address, 'GET', `/api/jobs/${attempt}/logs`).catch(() => ({
        status: 0,
        text: '',
      }));
      const read = readJson(text, z.object({ logs: z.string() }));
      const logs = status === 200 && 'value' in read ? read.value.logs.trim().slice(-shownOutput) : '';
      return logs === '' ? '' : `It printed: ${logs}`;
    },
    async close() {},
  };
}

/** What Ray says of a job that waited for too long. */
const neverBegan = /failed to start|not enough resources|start timeout|JOB_START_TIMEOUT/i;
