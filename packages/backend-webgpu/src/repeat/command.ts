/** One dispatch, as it was recorded. */
export interface Command {
  readonly pipeline: GPUComputePipeline;
  /** In the order of the bindings. */
  readonly bound: readonly GPUBufferBinding[];
  readonly group: GPUBindGroup;
  readonly workgroups: readonly [number, number, number];
}
