/** `93.4` for the share 0.934; a dash if it was not measured. */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? '–' : (100 * share).toFixed(1);
}
