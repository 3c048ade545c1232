import { z } from 'zod';
import type { Curve, Point } from './api';
import { thin } from './thin';

/** Points of a curve that the page gets at once. */
export const mostPoints = 2000;
/** Points of a curve that are kept while a log is read. */
const mostKept = 10 * mostPoints;
/** Curves of a log, and characters of a name: a log may be anything. */
const most = { curves: 200, name: 200 };

/** JSON has no NaN and no infinities; logs have them as strings. */
const number = z
  .union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])])
  .transform((value) => (typeof value === 'number' ? value : null));
const logged = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    values: z.record(z.string(), number),
    curve: z.object({ name: z.string(), step: z.number() }),
  }),
  z.object({
    type: z.literal('metric'),
    name: z.string(),
    experience: z.number(),
    step: z.number().optional(),
    value: number,
  }),
]);

/** Collects the points of all curves in a job's `events.jsonl`, line by line. Memory stays bounded, whatever the lines hold. */
export class LoggedPoints {
  readonly #curves = new Map<string, Point[]>();

  add(line: string): void {
    const event = logged.safeParse(parsed(line)).data;
    if (event === undefined) return;
    if (event.type === 'metric') {
      const { name, experience, step, value } = event;
      this.#append(step === undefined ? name : `${name}/within_experience${experience}`, [
        step ?? experience,
        value,
      ]);
    } else {
      for (const [name, value] of Object.entries(event.values))
        this.#append(`${name}/${event.curve.name}`, [event.curve.step, value]);
    }
  }

  /** The curves so far, each thinned out. */
  curves(): Curve[] {
    return [...this.#curves].map(([name, points]) => ({ name, points: thin(points, mostPoints) }));
  }

  #append(name: string, point: Point): void {
    const key = name.slice(0, most.name);
    const points = this.#curves.get(key);
    if (points === undefined) {
      if (this.#curves.size < most.curves) this.#curves.set(key, [point]);
      return;
    }
    points.push(point);
    if (points.length > mostKept) this.#curves.set(key, [...thin(points, mostKept / 2)]);
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
