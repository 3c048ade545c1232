import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Pair {
  readonly key: string;
  readonly value: string;
}

export interface FakeRun {
  readonly id: string;
  readonly name: string;
  readonly start: number;
  readonly tags: readonly Pair[];
  readonly params: Pair[];
  readonly metrics: { readonly key: string; readonly value: unknown }[];
  status: string;
  end: number | undefined;
}

/** An MLflow server of this process, with the calls of MLflow's that a sink uses; `pnpm test:sinks` has a real one. */
export async function fakeMlflow(
  afterwards: (close: () => void) => void,
  fault?: 'refuse' | 'silent' | 'other',
) {
  const runs: FakeRun[] = [];
  const files: string[] = [];
  const batches: number[] = [];
  /** As MLflow: made once, and known by all from then on. */
  let isMade = false;
  const find = (id: string) => runs.find((run) => run.id === id) as FakeRun;

  // biome-ignore lint/suspicious/noExplicitAny: bodies of another program's calls
  const calls: Record<string, (body: any) => unknown> = {
    'experiments/get-by-name': () => (isMade ? { experiment: { experiment_id: '1' } } : undefined),
    'experiments/create': () => {
      if (isMade) return undefined;
      isMade = true;
      return { experiment_id: '1' };
    },
    'runs/create': ({ run_name, start_time, tags }) => {
      const run = {
        name: run_name,
        start: start_time,
        tags,
        params: [],
        metrics: [],
        status: 'RUNNING',
        end: undefined,
      };
      const id = `run${runs.push({ id: `run${runs.length}`, ...run }) - 1}`;
      return { run: { info: { run_id: id } } };
    },
    'runs/search': ({ filter }) => {
      const [, key, value] = /^tags\.`([^`]*)` = '([^']*)'$/.exec(filter) ?? [];
      const found = runs.filter(({ tags }) => tags.some((tag) => tag.key === key && tag.value === value));
      return { runs: found.slice(-1).map(({ id }) => ({ info: { run_id: id } })) };
    },
    'runs/log-batch': ({ run_id, metrics, params }) => {
      batches.push(metrics.length);
      find(run_id).metrics.push(...metrics);
      find(run_id).params.push(...params);
      return {};
    },
    'runs/update': ({ run_id, status, end_time }) => {
      Object.assign(find(run_id), { status, end: end_time });
      return {};
    },
  };

  const server = createServer((request, response) => {
    if (fault === 'silent') return;
    let text = '';
    request.setEncoding('utf8').on('data', (part) => {
      text += part;
    });
    request.on('end', () => {
      const path = (request.url ?? '').replace(/\?.*/, '');
      const call = calls[path.replace('/api/2.0/mlflow/', '')];
      if (request.method === 'PUT') files.push(path);
      if (fault === 'refuse') response.statusCode = 500;
      if (fault === 'refuse' || fault === 'other') {
        response.end(fault === 'refuse' ? 'it is broken' : '<html>another program</html>');
        return;
      }
      const answer = call?.(text === '' ? {} : JSON.parse(text));
      if (answer === undefined && call !== undefined)
        response.statusCode = path.endsWith('/create') ? 400 : 404;
      response.end(JSON.stringify(answer ?? {}));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterwards(() => {
    server.closeAllConnections();
    server.close();
  });
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, runs, files, batches };
}
