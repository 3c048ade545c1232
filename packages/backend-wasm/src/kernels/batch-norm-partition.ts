/** Elements of a part whose statistics are computed while it is in the cache. */
const PART = 16_384;

/** How the rows of [rows, channels] are cut into parts: the same at any number of threads, so that results are. */
export function batchNormPartition(
  size: number,
  channels: number,
): { rows: number; partRows: number; parts: number } {
  const rows = size / channels;
  const partRows = Math.max(1, Math.floor(PART / channels));
  return { rows, partRows, parts: Math.ceil(rows / partRows) };
}
