interface Numbered {
  readonly buffer: GPUBuffer;
  readonly number: number;
  readonly size: number;
  /** Of the free ones that may take its place. */
  readonly key: string;
}

/**
 * Takes the place of tfjs's buffer manager. Of the free buffers of a size it gives the oldest, so that a step of training, which asks for what the step before
 * asked for, mostly gets the same.
 */
export class BufferPool {
  numBytesUsed = 0;
  numBytesAllocated = 0;
  /** By size and usage; the oldest last. */
  private readonly free = new Map<string, Numbered[]>();
  private readonly used = new Map<GPUBuffer, Numbered>();
  private made = 0;

  constructor(private readonly device: GPUDevice) {}

  /** @param reuse whether one that was used before will do */
  acquireBuffer(size: number, usage: number, mappedAtCreation = false, reuse = true): GPUBuffer {
    const buffer =
      (reuse ? this.acquireFree(size, usage) : undefined) ?? this.create(size, usage, mappedAtCreation);
    if (!this.used.has(buffer)) this.adopt(buffer, usage);
    return buffer;
  }

  /** The oldest of the free ones, if there is one. */
  acquireFree(size: number, usage: number): GPUBuffer | undefined {
    const numbered = this.free.get(`${size}_${usage}`)?.pop();
    if (numbered === undefined) return undefined;
    this.used.set(numbered.buffer, numbered);
    this.numBytesUsed += size;
    return numbered.buffer;
  }

  /** @param reuse whether it may be used again: otherwise it is destroyed */
  releaseBuffer(buffer: GPUBuffer, reuse = true): void {
    const numbered = this.used.get(buffer);
    if (numbered === undefined) return;
    this.used.delete(buffer);
    this.numBytesUsed -= numbered.size;
    if (!reuse) {
      buffer.destroy();
      this.numBytesAllocated -= numbered.size;
      return;
    }
    const same = this.free.get(numbered.key) ?? [];
    this.free.set(numbered.key, same);
    const place = same.findLastIndex(({ number }) => number > numbered.number) + 1;
    same.splice(place, 0, numbered);
  }

  /** Takes over a buffer in use that another pool gave. */
  adopt(buffer: GPUBuffer, usage: number): void {
    const { size } = buffer;
    this.used.set(buffer, { buffer, number: this.made++, size, key: `${size}_${usage}` });
    this.numBytesUsed += size;
  }

  /** Forgets a buffer in use: to release it then changes nothing. */
  abandon(buffer: GPUBuffer): void {
    const numbered = this.used.get(buffer);
    if (numbered === undefined) return;
    this.used.delete(buffer);
    this.numBytesUsed -= numbered.size;
  }

  /** Gives its free buffers to another pool, but those that it must keep. */
  giveFree(to: BufferPool, kept: ReadonlySet<GPUBuffer>): void {
    for (const [key, all] of this.free) {
      this.free.set(
        key,
        all.filter(({ buffer }) => kept.has(buffer)),
      );
      for (const { buffer } of all) {
        if (kept.has(buffer)) continue;
        to.adopt(buffer, buffer.usage);
        to.releaseBuffer(buffer);
      }
    }
  }

  uses(buffer: GPUBuffer): boolean {
    return this.used.has(buffer);
  }

  usedBuffers(): readonly GPUBuffer[] {
    return [...this.used.keys()];
  }

  getNumUsedBuffers(): number {
    return this.used.size;
  }

  getNumFreeBuffers(): number {
    return Array.from(this.free.values(), ({ length }) => length).reduce((sum, count) => sum + count, 0);
  }

  dispose(): void {
    for (const { buffer } of [...this.used.values(), ...[...this.free.values()].flat()]) buffer.destroy();
    this.used.clear();
    this.free.clear();
    this.numBytesUsed = 0;
    this.numBytesAllocated = 0;
  }

  private create(size: number, usage: number, mappedAtCreation: boolean): GPUBuffer {
    this.numBytesAllocated += size;
    return this.device.createBuffer({ size, usage, mappedAtCreation });
  }
}
