import { nodeModule } from './node-module';

type NodeFs = typeof import('node:fs');

/** What is known of this process's address space, in bytes; what is only reserved counts, too. */
export interface AddressSpace {
  readonly used: number;
  /** `ulimit -v`; infinite without one. */
  readonly limit: number;
}

/** Linux says it in two files of /proc; where they are missing, there is no such limit either. */
export function addressSpace(): AddressSpace {
  try {
    const { readFileSync } = nodeModule<NodeFs>('node:fs') as NodeFs;
    const read = (name: string) => readFileSync(`/proc/self/${name}`, 'utf8');
    return addressSpaceOf(read('limits'), read('status'));
  } catch {
    return { used: 0, limit: Number.POSITIVE_INFINITY };
  }
}

/** @param limits, status the files of that name: `Max address space  4096000000  unlimited  bytes`, `VmSize:  1090236 kB` */
export function addressSpaceOf(limits: string, status: string): AddressSpace {
  const [, limit] = /^Max address space +(\d+)/m.exec(limits) ?? [];
  const [, used] = /^VmSize:\s+(\d+) kB/m.exec(status) ?? [];
  return {
    used: Number(used ?? 0) * 1024,
    limit: limit === undefined ? Number.POSITIVE_INFINITY : Number(limit),
  };
}
