/** A worker thread has died or met an error. Results of the op that met it are not valid; the next op works. */
export class WorkerLostError extends Error {
  override readonly name = 'WorkerLostError';

  /** @param reason what is known of the failure */
  constructor(readonly reason: string) {
    super(
      `A worker thread of the backend was lost: ${reason}. Expected it to run until the backend is disposed. ` +
        'Run the step again; if this repeats, use one thread (setThreads(1)) and report it.',
    );
  }
}
