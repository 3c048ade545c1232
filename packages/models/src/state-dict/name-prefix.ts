/**
 * What wrappers put before every name, one or several after each other; '' where some name begins otherwise.
 *
 * @param wrappers each with its dot: `module.`
 */
export function namePrefix(names: readonly string[], wrappers: readonly string[]): string {
  let prefix = '';
  for (;;) {
    const wrapper = wrappers.find((next) => names.every((name) => name.startsWith(prefix + next)));
    if (wrapper === undefined || names.length === 0) return prefix;
    prefix += wrapper;
  }
}
