import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { RunEvent } from '@exmodel/loggers';
import { z } from 'zod';
import type { FolderStore } from '../../storage/folder-store';
import { isMissing } from '../../storage/is-missing';
import { readJson } from '../../storage/read-json';
import { UnreadableFileError } from '../../storage/store';
import { reportFile } from './orders';

const eventSchema = z.looseObject({ type: z.string() });

/** Reads what an attempt reports, as it is written. */
export class ReportReader {
  readonly #path: string;
  #read = 0;

  constructor(store: FolderStore, attempt: string) {
    this.#path = store.pathOf(reportFile(attempt));
  }

  /** Whether there was anything: the attempt has begun. */
  get begun(): boolean {
    return this.#read > 0;
  }

  /**
   * The events that were reported since the last call.
   *
   * @throws UnreadableFileError
   */
  next(): readonly RunEvent[] {
    const text = this.#newLines();
    return text.split('\n').flatMap((line) => {
      const read = readJson(line, eventSchema);
      if (!('value' in read)) return []; // A line that was torn on another machine.
      const event = read.value as unknown as RunEvent; // Written by exmodel itself.
      return [event.type === 'metric' ? { ...event, value: Number(event.value) } : event];
    });
  }

  /** What was added to the file, up to its last whole line. */
  #newLines(): string {
    try {
      const file = openSync(this.#path, 'r');
      try {
        const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - this.#read));
        const length = readSync(file, bytes, 0, bytes.length, this.#read);
        const whole = bytes.subarray(0, length).lastIndexOf('\n') + 1;
        this.#read += whole;
        return bytes.toString('utf8', 0, whole);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      if (isMissing(error)) return '';
      throw new UnreadableFileError(this.#path, error);
    }
  }
}
