import { type DownloadableDataset, type DownloadProgress, downloadDataset } from '@exmodel/benchmarks';
import { fromCallersFolder } from './shared/callers-folder';

export interface DownloadFlags {
  readonly dataroot: string;
  /** A mirror of the official files. */
  readonly from?: string;
}

/** `exmodel download NAME`: fetches a data set from its official address to where experiments look for it. */
export async function download(name: string, flags: DownloadFlags): Promise<void> {
  const stop = new AbortController();
  const interrupt = () => stop.abort(new Error('interrupted; the same command goes on where it stopped'));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const show = progressLine(process.stdout);
  try {
    const folder = await downloadDataset(name as DownloadableDataset, {
      dataroot: fromCallersFolder(flags.dataroot),
      baseUrl: flags.from,
      onProgress: show,
      signal: stop.signal,
    });
    console.log(`${name} is in ${folder}`);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** Tells of the progress: on a terminal in one line, several times a second; elsewhere now and then. */
function progressLine(output: NodeJS.WriteStream): (progress: DownloadProgress) => void {
  const [every, begin, end] = output.isTTY ? [200, '\r\u001b[K', ''] : [5000, '', '\n'];
  let last = 0;
  return ({ url, received, total }) => {
    const done = received === total;
    if (!done && Date.now() - last < every) return;
    last = Date.now();
    const of =
      total === undefined ? '' : ` of ${megabytes(total)}, ${Math.floor((100 * received) / total)} %`;
    output.write(`${begin}${url}: ${megabytes(received)}${of}${done ? '\n' : end}`);
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
