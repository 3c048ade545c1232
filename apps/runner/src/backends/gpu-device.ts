import { existsSync, readdirSync } from 'node:fs';

/** Where Linux shows the GPUs of NVIDIA and, inside of Windows, those of the host; all others are below `/dev/dri`. */
const devices = ['/dev/nvidia0', '/dev/dxg'];

/** Whether this machine may have a GPU: Linux shows each as a file; of other systems it is not known before a driver is asked. */
export function mayHaveGpu(): boolean {
  if (process.platform !== 'linux') return true;
  return devices.some((path) => existsSync(path)) || renderers().length > 0;
}

function renderers(): string[] {
  try {
    return readdirSync('/dev/dri').filter((name) => name.startsWith('renderD'));
  } catch {
    return []; // No such folder.
  }
}
