import { join } from 'node:path';
import type { Sink } from '@exmodel/loggers';
import { mlflowSink } from '@exmodel/loggers/mlflow';
import { wandbSink } from '@exmodel/loggers/wandb';
import { type SinkName, type SinkPlace, sinkPlace } from '../config/sinks';
import { wandbLog } from './job-logs';

/** A job that reports to other tools. */
export interface SunkJob {
  /** Its key: `quickstart/replay_ed/SEED1`. */
  readonly key: string;
  /** Path of its folder. */
  readonly folder: string;
  /** Whether it goes on from a checkpoint. */
  readonly resume: boolean;
}

type MakeSink = (place: string, job: { readonly run: string; readonly name: string } & SunkJob) => Sink;

/** A new tool is a line here, and its place one in config/sinks.ts. */
const makers: Readonly<Record<SinkName, MakeSink>> = {
  mlflow: (server, { run, name, resume }) => mlflowSink({ server, experiment: run, run: name, resume }),
  wandb: (project, { run, name, folder }) =>
    wandbSink(join(folder, wandbLog), { project, run: `${run}/${name}`, group: run }),
};

/**
 * The tools of others that a job reports to. They are not its results: one that fails is reported once, and the job goes on.
 *
 * @param places as the user writes them, checked: `mlflow=http://127.0.0.1:5000`
 */
export function jobSinks(places: readonly string[], job: SunkJob): Sink[] {
  const [run = '', ...names] = job.key.split('/');
  return places.map((text) => {
    const { name, place } = sinkPlace(text) as SinkPlace;
    return makers[name](place, { ...job, run, name: names.join('/') });
  });
}
