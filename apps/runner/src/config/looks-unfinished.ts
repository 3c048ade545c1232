/** Whether a store refuses this name of a file or folder, because unfinished files have such names (storage/store.ts). */
export function looksUnfinished(name: string): boolean {
  return name.endsWith('.part');
}
