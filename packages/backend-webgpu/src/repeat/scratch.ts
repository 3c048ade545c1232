import { BufferPool } from '../backend/buffer-pool';
import type { TfjsWebGpuBackend } from '../backend/tfjs-webgpu';

/** What tfjs gives to a tensor. */
const TENSOR = 0x008c; // GPUBufferUsage.STORAGE | COPY_SRC | COPY_DST

/** Buffers of the values in the midst of recorded runs. No two runs are under way at once, so that they share them. */
export class Scratch {
  private readonly pool: BufferPool;
  private readonly main: BufferPool;
  /** Buffers of others that were released in the run. The run must not use them in the midst. */
  private released: [buffer: GPUBuffer, reuse: boolean][] = [];

  constructor(private readonly backend: TfjsWebGpuBackend) {
    this.main = backend.bufferManager as BufferPool;
    this.pool = new BufferPool(backend.device);
  }

  /** From here to the end, tensors get buffers of it, which are added to `given`. */
  start(given: Set<GPUBuffer>): void {
    const { main, pool } = this;
    const acquire = (size: number, usage: number): GPUBuffer => {
      const free = pool.acquireFree(size, usage);
      if (free !== undefined) return free;
      const buffer = main.acquireBuffer(size, usage);
      main.abandon(buffer);
      pool.adopt(buffer, usage);
      return buffer;
    };
    this.backend.bufferManager = Object.assign(Object.create(main) as BufferPool, {
      acquireBuffer: (size: number, usage: number, mapped = false, reuse = true) => {
        if (usage !== TENSOR || mapped) return main.acquireBuffer(size, usage, mapped, reuse);
        const buffer = acquire(size, usage);
        given.add(buffer);
        return buffer;
      },
      releaseBuffer: (buffer: GPUBuffer, reuse = true) => {
        if (pool.uses(buffer)) pool.releaseBuffer(buffer, reuse);
        else this.released.push([buffer, reuse]);
      },
    });
  }

  end(): void {
    this.backend.bufferManager = this.main;
    for (const [buffer, reuse] of this.released.splice(0)) this.main.releaseBuffer(buffer, reuse);
  }

  /** A tensor that outlives the run keeps its buffer. */
  part(buffer: GPUBuffer): void {
    if (!this.pool.uses(buffer)) return;
    this.pool.abandon(buffer);
    this.main.adopt(buffer, TENSOR);
  }

  free(buffer: GPUBuffer): void {
    this.pool.releaseBuffer(buffer);
  }

  /** Parts from all that are in use. Whether there were any. */
  partAll(): boolean {
    const used = this.pool.usedBuffers();
    for (const buffer of used) this.part(buffer);
    return used.length > 0;
  }

  /** Gives all buffers back but those that recordings use. */
  release(kept: ReadonlySet<GPUBuffer>): void {
    this.pool.giveFree(this.main, kept);
  }
}
