#!/usr/bin/env node
import { Console } from 'node:console';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProgram } from './commands/program';
import { withStandIn } from './commands/shared/command-line';
import { isInstalled } from './commands/shared/installation';
import { pluginsGiven } from './commands/shared/plugin-option';
import { printableStream } from './commands/shared/printable-stream';
import { surviveUnread } from './commands/shared/survive-unread';
import { verbs } from './commands/verbs';
import { pluginsVariable } from './config/plugins-variable';
import { DetachedError } from './executors/remote/remote-errors';
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
  page: fileURLToPath(new URL('./page/main.global.js', import.meta.url)),
};

const { plugins, others } = pluginsGiven(process.argv.slice(2), process.env[pluginsVariable]);
try {
  if (plugins.length > 0) {
    process.env[pluginsVariable] = plugins.join(delimiter); // For the processes of jobs.
    await (await import('./plugins/load-plugins')).loadPlugins(plugins);
  }
  // Options without a command are options of the quick start.
  const [first] = others;
  const isForProgram =
    first !== undefined && (!first.startsWith('-') || ['-h', '--help', '-V', '--version'].includes(first));
  const given = isForProgram ? others : ['run', ...others];
  const program = await createProgram(given, files, {
    writeOut: (text) => out.write(text),
    writeErr: (text) => err.write(text),
  });
  await program.parseAsync(given, { from: 'user' });
} catch (error) {
  if (error instanceof DetachedError) console.log(error.message);
  else {
    console.error(
      withStandIn(
        failureText(error, plugins),
        verbs.map(({ name }) => name),
      ),
    );
    process.exitCode = 1;
  }
}
