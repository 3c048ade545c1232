/** A worker thread has died or failed. The op that ran has no result; the next op works, on workers started anew. */
export class WorkerLostError extends Error {
  override readonly name = 'WorkerLostError';

  /** @param reason the cause, as far as it was reported */
  constructor(readonly reason: string) {
    super(
      `A worker thread of the backend was lost: ${reason}. Expected it to run until the backend is disposed. ` +
        'Run the step again; if this repeats, use one thread (setThreads(1)) and report it.',
    );
  }
}
