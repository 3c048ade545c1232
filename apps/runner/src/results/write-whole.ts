import writeFileAtomic from 'write-file-atomic';

/** Writes a file whole or, where that fails or the process dies, not at all. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  writeFileAtomic.sync(path, typeof content === 'string' ? content : Buffer.from(content));
}

/** Writes a value as indented JSON, whole or not at all. */
export function writeJson(path: string, value: unknown): void {
  writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}
