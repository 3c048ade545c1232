/** 32-bit FNV-1a over 32-bit words, unsigned: a quick checksum, of no cryptographic strength. */
export function fnv1a(words: Iterable<number>): number {
  let hash = 0x811c9dc5;
  for (const word of words) hash = Math.imul(hash ^ word, 0x01000193);
  return hash >>> 0;
}
