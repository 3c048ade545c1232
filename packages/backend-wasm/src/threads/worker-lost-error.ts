/** A worker thread has died or met an error. The op that met it has no result; the next op works, on
 * workers started anew. */
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
