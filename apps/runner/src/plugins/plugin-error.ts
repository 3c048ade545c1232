/** A file that `--plugin` names cannot be loaded, or adds something that cannot be added. */
export class PluginError extends Error {
  override readonly name = 'PluginError';

  constructor(
    readonly path: string,
    /** What is wrong, with the plugin as the subject. */
    readonly fault: string,
    readonly advice: string,
    options?: ErrorOptions,
  ) {
    super(`${path} ${fault}. ${advice}`, options);
  }
}
