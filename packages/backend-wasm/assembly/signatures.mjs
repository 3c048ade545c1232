/** What every kernel ends with: the range that threads share. */
const RANGE = ['begin', 'end'];
/** Exported, but no kernel: sets which thread runs an instance. */
const OTHERS = ['setThread'];

/**
 * The signatures of the kernels, without the range, as TypeScript: for each a function from named arguments to those in the
 * order of the parameters.
 *
 * @param declarations what the compiler writes of the exported functions (`asc --bindings raw`)
 */
export function signatures(declarations) {
  const functions = declarations.matchAll(
    /\* ([\w-]+)\/\w+\n(?:\s*\* @.*\n)*\s*\*\/\s*export function (\w+)\((.*?)\)/g,
  );
  const lines = [];
  for (const [, file, name, list] of functions) {
    if (OTHERS.includes(name)) continue;
    const parameters = list.split(', ').map((parameter) => parameter.split(':')[0]);
    if (parameters.slice(-2).join() !== RANGE.join()) {
      throw new Error(
        `The function ${name} in assembly/${file}.ts has the parameters (${parameters.join(', ')}). Expected the last two ` +
          'to be `begin: i32, end: i32`, the range that threads share. Add them, or do not export the function.',
      );
    }
    const named = parameters.slice(0, -2);
    const type = named.map((parameter) => `'${parameter}'`).join(' | ');
    const places = named.map((parameter) => `a.${parameter}`).join(', ');
    lines.push(`  /** assembly/${file}.ts */`, `  ${name}: (a: Named<${type}>) => [${places}],`);
  }
  return [
    'type Named<Parameter extends string> = Readonly<Record<Parameter, number>>;',
    '',
    '/** For every kernel: its arguments, by name, in the order of its parameters; a range `begin, end` follows them. */',
    'export const SIGNATURES = {',
    ...lines,
    '};',
    '',
  ].join('\n');
}
