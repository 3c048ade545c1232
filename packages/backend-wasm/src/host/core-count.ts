import { nodeModule } from './node-module';

type NodeOs = typeof import('node:os');
type NodeFs = typeof import('node:fs');

/** Where Linux gives a container's share of the processors: "200000 100000" is two, "max 100000" all. */
const QUOTA_FILE = '/sys/fs/cgroup/cpu.max';

/** Whole cores, at least one, that a cgroup's `cpu.max` grants; threads past them would be stopped in turn. */
export function coresOfQuota(text: string): number {
  const [quota, period] = text.trim().split(' ').map(Number);
  const cores = Math.floor((quota ?? Number.NaN) / (period ?? Number.NaN));
  return Number.isNaN(cores) ? Number.POSITIVE_INFINITY : Math.max(1, cores);
}

function readQuota(): number {
  try {
    return coresOfQuota(nodeModule<NodeFs>('node:fs')?.readFileSync(QUOTA_FILE, 'utf8') ?? '');
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** Cores that this process may use. */
export function coreCount(): number {
  const { hardwareConcurrency } = (globalThis.navigator as Navigator | undefined) ?? {};
  const cores = nodeModule<NodeOs>('node:os')?.availableParallelism() ?? hardwareConcurrency ?? 1;
  return Math.min(cores, readQuota());
}
