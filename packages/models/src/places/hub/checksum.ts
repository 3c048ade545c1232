/** How the integrity of a file of the Hub is checked: large files (LFS, Xet) by SHA-256, others by git's own SHA-1. */
export interface Checksum {
  readonly algorithm: 'sha256' | 'git-sha1';
  /** In hexadecimal. */
  readonly digest: string;
}

export async function matches(bytes: Uint8Array, { algorithm, digest }: Checksum): Promise<boolean> {
  const actual =
    algorithm === 'sha256' ? await hashed('SHA-256', bytes) : await hashed('SHA-1', gitBlob(bytes));
  return actual === digest;
}

/** What git hashes: the file behind its kind and length. */
function gitBlob(bytes: Uint8Array): Uint8Array {
  const header = new TextEncoder().encode(`blob ${bytes.length}\0`);
  const blob = new Uint8Array(header.length + bytes.length);
  blob.set(header);
  blob.set(bytes, header.length);
  return blob;
}

async function hashed(algorithm: string, bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest(algorithm, bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
