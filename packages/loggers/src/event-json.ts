import { printable } from './printable';
import type { StampedEvent } from './run-event';

/**
 * An event as one line of JSON, without the line's end. JSON has no NaN and no infinities: they are written as the strings
 * "NaN", "Infinity" and "-Infinity", which `Number(value)` reads back; null would lose which one it was.
 * Characters that some readers take for a line's end and some terminals for a command are escaped.
 */
export function eventJson(event: StampedEvent): string {
  const json = JSON.stringify(event, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
  return printable(json);
}
