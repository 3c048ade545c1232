#!/usr/bin/env node
import { Console } from 'node:console';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import manifest from '../package.json';
import { defineCancel } from './commands/cancel';
import { defineClean } from './commands/clean';
import { defineCompare } from './commands/compare';
import { defineDoctor } from './commands/doctor';
import { defineDownload } from './commands/download';
import { defineExperts } from './commands/experts/experts-command';
import { defineInit } from './commands/init';
import { defineInspect } from './commands/inspect';
import { defineJob } from './commands/job';
import { defineList } from './commands/list';
import { defineMerge } from './commands/merge-command';
import { definePlan } from './commands/plan';
import { defineReport } from './commands/report';
import { defineRetry } from './commands/retry';
import { defineRun } from './commands/run';
import { defineSetupGpu } from './commands/setup-gpu';
import { isInstalled } from './commands/shared/installation';
import { printableStream } from './commands/shared/printable-stream';
import { surviveUnread } from './commands/shared/survive-unread';
import { defineStatus } from './commands/status';
import { defineStudy } from './commands/study';
import { failureText } from './reports/failure-text';

// Whatever is printed from here on, a library's warnings too, reaches no terminal raw. Progress is shown beside it, in colours.
const [out, err] = [printableStream(process.stdout), printableStream(process.stderr)];
globalThis.console = new Console({ stdout: out, stderr: err, ignoreErrors: false });
surviveUnread();

const files = {
  /** The script of this command, for starting processes. */
  script: fileURLToPath(import.meta.url),
  quickstart: fileURLToPath(
    new URL(`${isInstalled ? './' : '../../../'}configs/split-mnist/quickstart.yaml`, import.meta.url),
  ),
};

const program = new Command('exmodel')
  .description(
    'Ex-model continual learning: one student learns from a stream of trained experts, without their data.',
  )
  .version(manifest.version)
  .configureOutput({ writeOut: (text) => out.write(text), writeErr: (text) => err.write(text) })
  .showHelpAfterError()
  .showSuggestionAfterError();

// In the order of the help.
defineInit(program);
defineRun(program, files);
defineStudy(program, files);
definePlan(program);
defineStatus(program);
defineCancel(program);
defineRetry(program, files);
defineClean(program);
defineCompare(program, files);
defineReport(program, files);
defineDownload(program);
defineMerge(program);
defineInspect(program);
defineExperts(program, files);
defineJob(program);
defineSetupGpu(program);
defineDoctor(program);
defineList(program);

// Options without a command are options of the quick start.
const [first] = process.argv.slice(2);
const isForProgram =
  first !== undefined && (!first.startsWith('-') || ['-h', '--help', '-V', '--version'].includes(first));
if (!isForProgram) process.argv.splice(2, 0, 'run');

try {
  await program.parseAsync();
} catch (error) {
  console.error(failureText(error));
  process.exitCode = 1;
}
