import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { type Command, InvalidArgumentError } from 'commander';
import { ConfigError } from '../config/config-error';
import { readSources } from '../config/config-sources';
import type { Control } from '../dashboard/control';
import { dashboardApp } from '../dashboard/dashboard-app';
import { experimentFiles } from '../dashboard/experiment-files';
import type { JobFolder } from '../dashboard/find-job-folders';
import { finishedRuns } from '../dashboard/finished-runs';
import { RunIndex } from '../dashboard/run-index';
import { html } from '../reports/renderers/html';
import { runsReport } from '../reports/runs/runs-report';
import { assessedSeries } from '../reports/runs/series-of-runs';
import { cancelJobs } from '../storage/cancellation';
import { folderStore } from '../storage/folder-store';
import { asCallerWrites, fromCallersFolder } from './shared/callers-folder';
import { exmodelLine } from './shared/command-line';
import { onEndingSignal } from './shared/ending-signals';
import { quickstartValues, readKeys, reproduceCommand } from './shared/reproduce-command';
import { runBeside } from './shared/run-beside';

/** The port, unless it is taken. */
const usualPort = 4477;

/** The port that was asked for cannot be listened on. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';

  constructor(
    readonly port: number,
    reason: string,
  ) {
    super(
      `--port ${port}: nothing can listen on that port of this machine (${reason}). ` +
        'Expected a free one. Leave --port out to take the next that is free.',
    );
  }
}

export interface ServeFlags {
  readonly port?: number;
  readonly control?: boolean;
  /** Folder of experiments that the page may start. */
  readonly configs: string;
}

/** Files that the command brings with it. */
export interface ServeFiles {
  readonly quickstart: string;
  /** The command's. */
  readonly script: string;
  /** The script of the live page. */
  readonly page: string;
}

export function defineServe(command: Command, files: ServeFiles): void {
  command
    .argument('[runs...]', 'folders of runs: runs, runs/quickstart', ['runs'])
    .option('--port <port>', `port to listen on; default: ${usualPort}, or any that is free`, portNumber)
    .option('--control', 'let the page start, cancel and retry jobs; its address then has a secret token')
    .option('--configs <folder>', 'with --control: folder of the experiments that can be started', 'configs')
    .action((runs: string[], flags: ServeFlags) => serve(runs, flags, files));
}

/**
 * `exmodel serve [RUNS…]`: a page at 127.0.0.1 that shows runs as they go, until it is ended. It reads files and changes none, unless `--control` is given.
 *
 * @throws PortTakenError
 */
async function serve(runs: readonly string[], flags: ServeFlags, files: ServeFiles): Promise<void> {
  const index = new RunIndex(runs.map(fromCallersFolder), asCallerWrites);
  const reproduce = reproduceCommand.bind(undefined, quickstartValues(files.quickstart));
  const report = async (folders: readonly JobFolder[]) => {
    const { found, unread } = await finishedRuns(folders, asCallerWrites);
    const { series, candidates } = assessedSeries(found);
    const command = exmodelLine(['report', ...found.map(({ shown }) => shown)]);
    const title = series.length === 0 ? 'No run is finished yet' : 'Results';
    return html.render(
      await runsReport(series, { candidates, unread }, { title, command, readKeys, reproduce }),
    );
  };
  let port = 0;
  const control = flags.control ? controlOf(files.script, flags.configs, runs[0] ?? 'runs') : undefined;
  const app = dashboardApp({ index, report, port: () => port, script: files.page, control });
  // An address that compares two thousand runs names them all.
  const server = createAdaptorServer({ fetch: app.fetch, serverOptions: { maxHeaderSize: 1 << 20 } });
  const listen = async (wanted: number) => {
    server.listen(wanted, '127.0.0.1');
    await once(server, 'listening');
  };
  if (flags.port !== undefined)
    await listen(flags.port).catch((error: Error) => {
      throw new PortTakenError(flags.port ?? 0, error.message);
    });
  else await listen(usualPort).catch(() => listen(0));
  port = (server.address() as AddressInfo).port;
  console.log(
    `http://127.0.0.1:${port}${control === undefined ? '' : `/#token=${control.token}`} shows ${runs.join(', ')}. Open it in a browser on this machine; other machines cannot. ${control === undefined ? '' : 'Anyone who has this address can start, cancel and retry jobs. '}Ctrl-C ends it; runs go on.`,
  );
  await new Promise<void>((resolve) => onEndingSignal(() => resolve()));
  process.exit(0);
}

/**
 * Jobs are cancelled as by `exmodel cancel`. They are run again by `exmodel retry`, and experiments by `exmodel run` or `study`, each in a process of its own.
 *
 * @param configs folder of experiments, as the user wrote it
 * @param results folder that results go to, whatever the experiment says: nothing is written elsewhere
 */
function controlOf(script: string, configs: string, results: string): Control {
  const folder = fromCallersFolder(configs);
  return {
    token: randomBytes(24).toString('base64url'),
    cancel: ({ path }) => cancelJobs(folderStore(path), ''),
    retry: ({ path }) => runBeside(script, ['retry', path]),
    experiments: () => ({ folder: configs, files: experimentFiles(folder), results }),
    start: async (file) => {
      const path = join(folder, file);
      try {
        const verb = 'variants' in readSources(path, []).given ? 'study' : 'run';
        const logdir = JSON.stringify(fromCallersFolder(results));
        return await runBeside(script, [verb, path, '--set', `logdir=${logdir}`]);
      } catch (error) {
        if (error instanceof ConfigError) return error.message;
        throw error;
      }
    },
  };
}

function portNumber(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError('Expected a number from 1 to 65535.');
}
