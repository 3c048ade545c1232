import type { DataId } from '@tensorflow/tfjs-core';

/** What a kernel has allocated since it began: temporaries end with it, and so do its outputs if it fails. Scopes nest. */
export class KernelScope {
  #outputs: DataId[] = [];
  #temporaries: number[] = [];

  /**
   * @param dispose frees an output
   * @param release frees a temporary, by its address
   */
  constructor(
    private readonly dispose: (output: DataId) => void,
    private readonly release: (address: number) => void,
  ) {}

  run<T>(kernel: () => T): T {
    const outer = [this.#outputs, this.#temporaries] as const;
    this.#outputs = [];
    this.#temporaries = [];
    try {
      return kernel();
    } catch (error) {
      for (const output of this.#outputs) this.dispose(output);
      throw error;
    } finally {
      for (const address of this.#temporaries) this.release(address);
      [this.#outputs, this.#temporaries] = outer;
    }
  }

  addOutput(output: DataId): void {
    this.#outputs.push(output);
  }

  addTemporary(address: number): void {
    this.#temporaries.push(address);
  }
}
