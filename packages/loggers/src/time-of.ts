import type { StampedEvent } from './run-event';

let last = '';
let milliseconds = 0;

/** When an event was emitted, in milliseconds since 1970. Every sink asks it of the same event: the last answer is kept. */
export function timeOf({ time }: Pick<StampedEvent, 'time'>): number {
  if (time !== last) {
    milliseconds = Date.parse(time);
    last = time;
  }
  return milliseconds;
}

let second = Number.NaN;
let upToSecond = '';

/** As `toISOString`, but quick for many events: within a second only the milliseconds change. */
export function isoTime(time: number): string {
  const whole = Math.trunc(time) + 0; // Never -0.
  const now = Math.floor(whole / 1000);
  if (now !== second) {
    upToSecond = new Date(whole).toISOString().slice(0, -4);
    second = now;
  }
  last = `${upToSecond}${String(whole - 1000 * now).padStart(3, '0')}Z`;
  milliseconds = whole;
  return last;
}
