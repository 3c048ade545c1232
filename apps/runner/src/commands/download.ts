import { type DownloadableDataset, type DownloadProgress, downloadDataset } from '@exmodel/benchmarks';
import { printable } from '@exmodel/loggers';
import type { Command } from 'commander';
import { fromCallersFolder } from './shared/callers-folder';
import { onEndingSignal } from './shared/ending-signals';

export interface DownloadFlags {
  readonly dataroot: string;
  /** A mirror of the official files. */
  readonly from?: string;
}

/** The process was asked to end; the part that was downloaded is kept. */
class DownloadInterruptedError extends Error {
  override readonly name = 'DownloadInterruptedError';
}

export function defineDownload(command: Command): void {
  command
    .argument('<name>', 'data set; see: exmodel list')
    .option('--dataroot <folder>', 'folder of data sets', 'data')
    .option('--from <address>', 'address of a mirror with the same files')
    .action(download);
}

/** `exmodel download NAME`: fetches a data set from its official address to where experiments look for it. */
async function download(name: string, flags: DownloadFlags): Promise<void> {
  const stop = new AbortController();
  const ignoreSignals = onEndingSignal(() => {
    ignoreSignals(); // a second one ends the process
    stop.abort(new DownloadInterruptedError('interrupted; run the same command again to continue'));
  });
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
    ignoreSignals();
  }
}

/** Prints the progress: on a terminal, in one line that is updated several times a second; elsewhere, a line every few seconds. */
function progressLine(output: NodeJS.WriteStream): (progress: DownloadProgress) => void {
  const [every, begin, end] = output.isTTY ? [200, '\r\u001b[K', ''] : [5000, '', '\n'];
  let last = 0;
  return ({ url, received, total }) => {
    const done = received === total;
    if (!done && Date.now() - last < every) return;
    last = Date.now();
    const share =
      total === undefined ? '' : ` of ${megabytes(total)}, ${Math.floor((100 * received) / total)} %`;
    output.write(`${begin}${printable(url)}: ${megabytes(received)}${share}${done ? '\n' : end}`);
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
