/** Whether they are classes among so many outputs: one or more, all different, whole numbers from 0 on. */
export function areClasses(classes: readonly number[], outputs: number): boolean {
  const isOutput = (c: number) => Number.isInteger(c) && c >= 0 && c < outputs;
  return classes.length > 0 && classes.every(isOutput) && new Set(classes).size === classes.length;
}
