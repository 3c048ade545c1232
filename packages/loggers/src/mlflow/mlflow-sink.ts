import { defineSink } from '../define-sink';
import { curvePoints, metricPlace } from '../points';
import type { JobChange, RunEnd, StampedEvent } from '../run-event';
import type { Sink } from '../sink';
import { timeOf } from '../time-of';
import { type MlflowMetric, type MlflowPair, mlflowClient } from './mlflow-client';

export interface MlflowSinkOptions {
  /** Address of the server: `http://127.0.0.1:5000`. */
  readonly server: string;
  /** Name of the experiment there; it is made if there is none. */
  readonly experiment: string;
  /** Name of the run, by which it is known again. */
  readonly run: string;
  /** Go on with the latest run of that name instead of making one. */
  readonly resume?: boolean | undefined;
  /** Milliseconds until a call that is not answered fails; by default 30 000. */
  readonly timeout?: number | undefined;
}

/** Metrics of one call, and parameters; more are refused by the server. */
const most = { metrics: 1000, params: 100, value: 6000, name: 250 };
/** Milliseconds between two calls, by the events' time. */
const interval = 2000;
/** The tag by which a run is known again. */
const tag = 'exmodel.run';

/**
 * Writes one job to an MLflow server as a run: parameters from `run` events that have a `config`, metrics and curves with their steps, images as artefacts, and how it
 * ended. Names are those of `tensorboardSink`; a character that MLflow does not take becomes `_`.
 *
 * `write` never waits: it collects, and sends every two seconds. A crash loses what was not sent; `close` waits until all is. Where the
 * server fails, the next write or `close` throws, and nothing more is sent.
 */
export function mlflowSink({
  server,
  experiment,
  run,
  resume = false,
  timeout = 30_000,
}: MlflowSinkOptions): Sink {
  const client = mlflowClient(server, timeout);
  const pointsOf = curvePoints();
  let ids: { readonly experiment: string; readonly run: string; readonly isOld: boolean } | undefined;
  let sending: Promise<void> | undefined;
  let failure: unknown;
  let waiting: MlflowMetric[] = [];
  let sent = Number.NEGATIVE_INFINITY;
  let end: { readonly status: Status; readonly time: number } | undefined;

  /** Does something after all that was begun before; not at all once something has failed. */
  const afterwards = (action: (own: NonNullable<typeof ids>) => Promise<void>) => {
    sending = (sending ?? Promise.resolve())
      .then(async () => {
        if (failure === undefined && ids !== undefined) await action(ids);
      })
      .catch((error: unknown) => {
        failure ??= error;
      });
  };

  function begin(time: number): void {
    const known = { key: tag, value: encodeURIComponent(run).replaceAll("'", '%27') };
    sending = (async () => {
      const own = await client.experiment(experiment);
      const old = resume ? await client.findRun(own, known) : undefined;
      if (old !== undefined) await client.reopen(old);
      ids = {
        experiment: own,
        run: old ?? (await client.createRun(own, run, time, [known])),
        isOld: old !== undefined,
      };
    })().catch((error: unknown) => {
      failure ??= error;
    });
  }

  function flush(): void {
    for (let from = 0; from < waiting.length; from += most.metrics) {
      const metrics = waiting.slice(from, from + most.metrics);
      afterwards((own) => client.log(own.run, { metrics }));
    }
    waiting = [];
  }

  function logParameters(config: Readonly<Record<string, unknown>>): void {
    const all = Object.entries(config).map(
      ([key, value]): MlflowPair => ({ key: nameOf(key), value: textOf(value) }),
    );
    for (let from = 0; from < all.length; from += most.params) {
      const params = all.slice(from, from + most.params);
      // Parameters cannot be changed, and those of a run that goes on are there.
      afterwards(async (own) => {
        if (!own.isOld) await client.log(own.run, { params });
      });
    }
  }

  function keepImage(name: string, path: string): void {
    const bytes = process.getBuiltinModule('node:fs').readFileSync(path);
    afterwards((own) =>
      client.keep(own.experiment, own.run, `${nameOf(name).replaceAll('/', '_')}.png`, bytes),
    );
  }

  return defineSink({
    name: `mlflow ${server}`,
    write(event: StampedEvent) {
      if (failure !== undefined) throw failure;
      const time = timeOf(event);
      if (sending === undefined) begin(time);
      const add = (key: string, step: number, value: number) => {
        if (Number.isSafeInteger(step)) waiting.push({ key: nameOf(key), value, timestamp: time, step });
      };
      switch (event.type) {
        case 'run':
          if (event.config !== undefined) logParameters(event.config);
          break;
        case 'metric': {
          const place = metricPlace(event);
          add(place.tag, place.step, event.value);
          break;
        }
        case 'progress':
          for (const { tag, step, value } of pointsOf(event)) add(tag, step, value);
          break;
        case 'image':
          keepImage(event.name, event.path);
          break;
        case 'job':
        case 'end':
          end = { status: statusOf(event.state) ?? end?.status ?? 'FINISHED', time };
          break;
        case 'histogram':
        case 'message':
          break;
        default:
          return event satisfies never;
      }
      if (waiting.length >= most.metrics || Math.abs(time - sent) >= interval) {
        sent = time;
        flush();
      }
    },
    async close() {
      if (sending === undefined) return;
      flush();
      const last = end;
      if (last !== undefined) afterwards((own) => client.end(own.run, last.status, last.time));
      await sending;
      if (failure !== undefined) throw failure;
    },
  });
}

type Status = 'FINISHED' | 'FAILED' | 'KILLED';

function statusOf(state: JobChange['state'] | RunEnd['state']): Status | undefined {
  switch (state) {
    case 'finished':
      return 'FINISHED';
    case 'failed':
    case 'diverged':
      return 'FAILED';
    case 'interrupted':
    case 'cancelled':
      return 'KILLED';
    case 'started':
    case 'skipped':
      return undefined;
    default:
      return state satisfies never;
  }
}

/** Letters, digits, `_ - . : /` and spaces; not empty, and no path that leads out. */
function nameOf(name: string): string {
  const text = name
    .replace(/[^\w\-.: /]/g, '_')
    .split('/')
    .map((part) => (/^\.*$/.test(part) ? '_' : part))
    .join('/');
  return text.slice(0, most.name);
}

function textOf(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).slice(0, most.value);
}
