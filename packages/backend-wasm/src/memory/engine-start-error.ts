import type { AddressSpace } from '../host/address-space';
import { nodeModule } from '../host/node-module';

const GIB = 2 ** 30;
/** V8 guards every memory with so much address space, however small the memory is, and finds reads beyond it that way. */
const GUARDS = 10 * GIB;
const UNGUARDED = '--disable-wasm-trap-handler';

/** The engine cannot start on this host. */
export class EngineStartError extends Error {
  override readonly name = 'EngineStartError';

  /**
   * @param reason what the host lacks
   * @param remedy what to do about it: sentences
   */
  constructor(
    readonly reason: string,
    readonly remedy: string,
  ) {
    super(`The engine cannot start: ${reason}. ${remedy}`);
  }

  static withoutWebAssembly(): EngineStartError {
    return new EngineStartError(
      'it is made of WebAssembly, which is switched off here',
      'Run Node without --jitless, or a browser without the like.',
    );
  }

  /** @param rest address space that is needed beside the memory, in bytes */
  static withoutMemory({ used, limit }: AddressSpace, rest: number): EngineStartError {
    if (limit === Number.POSITIVE_INFINITY) {
      return new EngineStartError(
        'the host grants no WebAssembly memory of 64 MiB',
        'End other programs, or allow this one more memory.',
      );
    }
    const unguarded = ulimit(used + 2 * rest);
    const reason = `its memory has no room in the address space, of which ${gib(limit - used)} of ${gib(limit)} are left`;
    return isUnguarded()
      ? new EngineStartError(reason, `Allow this process ${unguarded} or more.`)
      : new EngineStartError(
          reason,
          `V8 reserves 10 GiB for it, of which little is used: allow this process ${ulimit(used + GUARDS + rest)} or more, or set ` +
            `NODE_OPTIONS=${UNGUARDED}, with which ${unguarded} is enough.`,
        );
  }
}

function isUnguarded(): boolean {
  const { execArgv = [], env } = nodeModule<typeof process>('node:process') ?? {};
  return [...execArgv, env?.NODE_OPTIONS ?? ''].join(' ').includes(UNGUARDED);
}

/** The command that allows so many bytes, rounded up to two digits. */
function ulimit(bytes: number): string {
  const kib = bytes / 1024;
  const step = 10 ** (Math.floor(Math.log10(kib)) - 1);
  return `ulimit -v ${Math.ceil(kib / step) * step}`;
}

function gib(bytes: number): string {
  return `${(bytes / GIB).toFixed(1)} GiB`;
}
