/** An event was written to a sink that had been closed. */
export class ClosedSinkError extends Error {
  override readonly name = 'ClosedSinkError';
  readonly sink: string;

  constructor(sink: string) {
    super(
      `An event was written to the sink "${sink}" after close(); expected all events before it. ` +
        'Close a sink when its run has ended, and make a new one for the next run.',
    );
    this.sink = sink;
  }
}
