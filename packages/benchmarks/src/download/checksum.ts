import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** The expected checksums of a file; each value in lower-case hexadecimal. */
export interface Checksum {
  readonly sha256?: string | undefined;
  /** The first digits of the sha256, as PyTorch writes them into the names of its weights: `resnet18-f37072fd.pth`. */
  readonly sha256Prefix?: string | undefined;
  readonly md5?: string | undefined;
}

/** What a file should be, and what it is instead, in the same terms. */
export interface Mismatch {
  readonly expected: string;
  readonly actual: string;
}

/** Whether there is any expected checksum. */
export function isKnown({ sha256, sha256Prefix, md5 }: Checksum): boolean {
  return (sha256 ?? sha256Prefix ?? md5) !== undefined;
}

/**
 * Compares a file with its expected checksums. Reads the whole file.
 *
 * @returns Undefined if the checksums match.
 */
export async function mismatch(
  path: string,
  { sha256, sha256Prefix, md5 }: Checksum,
  signal?: AbortSignal,
): Promise<Mismatch | undefined> {
  const wanted: [name: string, algorithm: string, start: string | undefined][] = [
    ['sha256', 'sha256', sha256],
    ['sha256 that starts with', 'sha256', sha256Prefix],
    ['md5', 'md5', md5],
  ];
  for (const [name, algorithm, start] of wanted) {
    if (start === undefined) continue;
    const hash = createHash(algorithm);
    await pipeline(createReadStream(path), hash, { signal });
    const actual = hash.digest('hex');
    if (!actual.startsWith(start)) {
      return { expected: `${name} ${start}`, actual: `${algorithm} ${actual}` };
    }
  }
  return undefined;
}
