#!/usr/bin/env node
import { Console } from 'node:console';
import { fileURLToPath } from 'node:url';
import { createProgram } from './commands/program';
import { isInstalled } from './commands/shared/installation';
import { printableStream } from './commands/shared/printable-stream';
import { surviveUnread } from './commands/shared/survive-unread';
import { failureText } from './reports/failure-text';

// Whatever is printed from here on, a library's warnings too, reaches no terminal raw. Progress is shown beside it, in colours.
const [out, err] = [printableStream(process.stdout), printableStream(process.stderr)];
globalThis.console = new Console({ stdout: out, stderr: err, ignoreErrors: false });
surviveUnread();

const files = {
  script: fileURLToPath(import.meta.url),
  quickstart: fileURLToPath(
    new URL(`${isInstalled ? './' : '../../../'}configs/split-mnist/quickstart.yaml`, import.meta.url),
  ),
};

// Options without a command are options of the quick start.
const [first] = process.argv.slice(2);
const isForProgram =
  first !== undefined && (!first.startsWith('-') || ['-h', '--help', '-V', '--version'].includes(first));
if (!isForProgram) process.argv.splice(2, 0, 'run');

try {
  const program = await createProgram(process.argv.slice(2), files, {
    writeOut: (text) => out.write(text),
    writeErr: (text) => err.write(text),
  });
  await program.parseAsync();
} catch (error) {
  console.error(failureText(error));
  process.exitCode = 1;
}
