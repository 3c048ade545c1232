import type { ImageBatch } from '../images';

/** @throws RangeError when there are no images to do that with: `measure from` */
export function requireImages({ count }: ImageBatch, use: string): void {
  if (count >= 1) return;
  throw new RangeError(`no images were given to ${use}; it needs at least one. Give images of any kind.`);
}
