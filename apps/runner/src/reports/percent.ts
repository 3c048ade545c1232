/** `93.4` for the share 0.934; a dash for what was not measured. */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? '–' : (100 * share).toFixed(1);
}
