import { cpus, hostname, totalmem } from 'node:os';
import type { RunProcess } from '../storage/metrics-file';

/** This process and its machine, as results keep them. */
export function thisProcess(command: string | undefined): RunProcess {
  const cores = cpus();
  return {
    command: command ?? null,
    host: {
      name: hostname(),
      platform: `${process.platform} ${process.arch}`,
      cpu: cores[0]?.model.trim() ?? 'unknown',
      cores: Math.max(1, cores.length),
      memoryBytes: totalmem(),
    },
    peakMemoryBytes: 1024 * process.resourceUsage().maxRSS,
  };
}
