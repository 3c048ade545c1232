/** A metric's value as MLflow takes it. */
export interface MlflowMetric {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly step: number;
}

export interface MlflowPair {
  readonly key: string;
  readonly value: string;
}

/** An MLflow server cannot be reached, or refuses what it is sent. */
export class MlflowError extends Error {
  override readonly name = 'MlflowError';

  constructor(
    readonly server: string,
    /** The code of the answer; undefined if there was none. */
    readonly status: number | undefined,
    reason: string,
  ) {
    super(
      `The MLflow server ${server} ${status === undefined ? 'cannot be reached' : `answered ${status}`}: ${reason}. ` +
        'Expected a running server of that address, such as http://127.0.0.1:5000. Start one (mlflow server), or correct the address.',
    );
  }
}

/** The calls of MLflow's REST API that a sink needs. All throw {@link MlflowError}. */
export interface MlflowClient {
  /** The id of an experiment of that name, made if there is none. */
  experiment(name: string): Promise<string>;
  /** The id of the latest run of an experiment with that tag, if there is one. `value` must not hold a quote. */
  findRun(experiment: string, tag: MlflowPair): Promise<string | undefined>;
  createRun(experiment: string, name: string, start: number, tags: readonly MlflowPair[]): Promise<string>;
  /** At most 1000 metrics and 100 parameters. Sending metrics again adds nothing. */
  log(
    run: string,
    batch: { readonly metrics?: readonly MlflowMetric[]; readonly params?: readonly MlflowPair[] },
  ): Promise<void>;
  /** Keeps a file with the run. */
  keep(experiment: string, run: string, name: string, bytes: Uint8Array): Promise<void>;
  end(run: string, status: 'FINISHED' | 'FAILED' | 'KILLED', time: number): Promise<void>;
  /** It is going on. */
  reopen(run: string): Promise<void>;
}

/** @param timeout milliseconds until a call that is not answered fails */
export function mlflowClient(server: string, timeout: number): MlflowClient {
  const base = server.replace(/\/+$/, '');

  async function call(
    method: string,
    path: string,
    body?: BodyInit,
    type = 'application/json',
  ): Promise<unknown> {
    let [response, text]: [Response | undefined, string] = [undefined, ''];
    try {
      response = await fetch(`${base}/api/2.0/${path}`, {
        ...{ method, signal: AbortSignal.timeout(timeout), headers: { 'content-type': type } },
        ...(body !== undefined && { body }),
      });
      text = await response.text();
    } catch (error) {
      throw new MlflowError(server, undefined, reasonOf(error));
    }
    if (!response.ok) throw new MlflowError(server, response.status, text.slice(0, 300));
    try {
      return text === '' ? {} : JSON.parse(text);
    } catch {
      throw new MlflowError(server, response.status, `no JSON, so this is no MLflow: ${text.slice(0, 300)}`);
    }
  }
  const post = (path: string, body: object) => call('POST', `mlflow/${path}`, JSON.stringify(body));

  return {
    async experiment(name) {
      const query = new URLSearchParams({ experiment_name: name });
      const find = async () => {
        const found = await call('GET', `mlflow/experiments/get-by-name?${query}`);
        return (found as { experiment: { experiment_id: string } }).experiment.experiment_id;
      };
      try {
        return await find();
      } catch (error) {
        if ((error as MlflowError).status !== 404) throw error;
      }
      try {
        return ((await post('experiments/create', { name })) as { experiment_id: string }).experiment_id;
      } catch (error) {
        // Jobs that begin at once ask at once: another was first, and it exists already.
        if ((error as MlflowError).status !== 400) throw error;
        return find().catch(() => {
          throw error;
        });
      }
    },
    async findRun(experiment, { key, value }) {
      const search = {
        ...{ experiment_ids: [experiment], filter: `tags.\`${key}\` = '${value}'`, max_results: 1 },
        order_by: ['attributes.start_time DESC'],
      };
      const { runs = [] } = (await post('runs/search', search)) as { runs?: { info: { run_id: string } }[] };
      return runs[0]?.info.run_id;
    },
    async createRun(experiment_id, run_name, start_time, tags) {
      const made = await post('runs/create', { experiment_id, run_name, start_time, tags });
      return (made as { run: { info: { run_id: string } } }).run.info.run_id;
    },
    async log(run_id, { metrics = [], params = [] }) {
      const numbers = metrics.map((metric) => ({
        ...metric,
        value: Number.isFinite(metric.value) ? metric.value : String(metric.value),
      }));
      await post('runs/log-batch', { run_id, metrics: numbers, params, tags: [] });
    },
    async keep(experiment, run, name, bytes) {
      const path = `mlflow-artifacts/artifacts/${experiment}/${run}/artifacts/${encodeURIComponent(name)}`;
      await call('PUT', path, new Uint8Array(bytes), 'application/octet-stream');
    },
    async end(run_id, status, end_time) {
      await post('runs/update', { run_id, status, end_time });
    },
    async reopen(run_id) {
      await post('runs/update', { run_id, status: 'RUNNING' });
    },
  };
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
