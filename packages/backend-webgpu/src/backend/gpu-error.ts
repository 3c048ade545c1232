/** The GPU refused something: most often memory that it does not have. */
export class GpuError extends Error {
  override readonly name = 'GpuError';

  constructor(readonly reason: string) {
    super(
      `the GPU could not do what it was given: ${reason.trim()} If memory is short, give smaller batches or close other programs that use the GPU.`,
    );
  }
}
