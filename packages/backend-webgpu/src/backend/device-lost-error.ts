/** The GPU is gone: its driver was restarted, or another program broke it. What was on it is lost. */
export class DeviceLostError extends Error {
  override readonly name = 'DeviceLostError';

  constructor(readonly reason: string) {
    super(
      `the GPU was lost while it computed: ${reason || 'the driver gives no reason'}. What was on it is lost. Start the program again.`,
    );
  }
}
