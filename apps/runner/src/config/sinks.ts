import { z } from 'zod';

/** Tools of others that jobs can report to, beside their own logs, and what is to be given for each. */
export const sinkPlaces = {
  mlflow: 'mlflow=ADDRESS of an MLflow server, such as mlflow=http://127.0.0.1:5000',
  wandb: 'wandb=PROJECT, written to files that wandb sync uploads',
} as const;

export type SinkName = keyof typeof sinkPlaces;

export interface SinkPlace {
  readonly name: SinkName;
  /** An address, or the name of a project. */
  readonly place: string;
}

export const sinkExpected = `expected ${Object.values(sinkPlaces).join(', or ')}`;

/** A tool and a place of it, as the user writes them: `mlflow=http://127.0.0.1:5000`; undefined if it is none. */
export function sinkPlace(text: string): SinkPlace | undefined {
  const [, name = '', place = ''] = /^(\w+)=(.+)$/s.exec(text) ?? [];
  if (name === 'mlflow' && /^https?:$/.test(URL.canParse(place) ? new URL(place).protocol : ''))
    return { name, place };
  if (name === 'wandb' && /^[\w.-]{1,128}$/.test(place)) return { name, place };
  return undefined;
}

/** One such text in a YAML. */
export const sinkValue = z.string().refine((text) => sinkPlace(text) !== undefined, { error: sinkExpected });
