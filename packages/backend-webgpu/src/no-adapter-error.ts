/** No GPU can be used. */
export class NoAdapterError extends Error {
  override readonly name = 'NoAdapterError';

  /**
   * @param reason continues the sentence "WebGPU cannot be used: "
   * @param remedy what would make it work, in sentences, if the user can do something about it
   */
  constructor(
    readonly reason: string,
    readonly remedy?: string,
  ) {
    super(`WebGPU cannot be used: ${[`${reason}.`, remedy ?? []].flat().join(' ')}`);
  }
}
