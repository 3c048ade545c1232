import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { bytesText } from '../config/bytes-text';
import { isWholeLogdir, unusedExperts } from '../experts/unused-experts';
import { grouped } from '../reports/grouped';
import { terminal } from '../reports/renderers/terminal';
import { findJobs } from '../storage/find-jobs';
import { folderStore } from '../storage/folder-store';
import { savedIdentity } from '../storage/job-folder';
import { findRemovable, type Removable, remove } from '../storage/removable';
import { runArgument } from './shared/begun-jobs';
import { asCallerWrites, fromCallersFolder } from './shared/callers-folder';

interface CleanFlags {
  readonly unfinished?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function defineClean(command: Command): void {
  command
    .addArgument(runArgument())
    .option('--unfinished', 'also jobs that are not finished, and half-trained experts')
    .option('--yes', 'delete it without asking')
    .option('--json', 'print it as JSON; delete it only with --yes')
    .action(clean);
}

/** `exmodel clean [RUN]`: lists what dead processes left, and what nobody needs, with sizes, and deletes it if the user agrees. */
async function clean(
  run: string,
  { unfinished = false, yes = false, json = false }: CleanFlags,
): Promise<void> {
  const folder = fromCallersFolder(run);
  const found = findRemovable(folder, { unfinished });
  if (isWholeLogdir(folder)) found.push(...unusedExperts(folder, await configsBelow(folder)));
  if (!json) console.log(listOf(found, run));
  const agreed = found.length > 0 && (yes || (!json && (await agrees(found))));
  const deleted: Removable[] = [];
  if (agreed) for (const each of found) if (await remove(each)) deleted.push(each);
  const total = bytesText(bytes(deleted));
  if (json) {
    const plain = found.map(({ path, what, bytes }) => ({ path: asCallerWrites(path), what, bytes }));
    console.log(JSON.stringify({ found: plain, bytes: bytes(found), deleted: deleted.length }, null, 2));
  } else if (agreed) console.log(`Deleted ${deleted.length} of ${found.length}, ${total}.`);
  else if (found.length > 0) console.log('Nothing was deleted. With --yes it is deleted without asking.');
}

const bytes = (found: readonly Removable[]) => found.reduce((total, each) => total + each.bytes, 0);

/** What the jobs below a folder of results were given. */
async function configsBelow(folder: string): Promise<Readonly<Record<string, unknown>>[]> {
  const store = folderStore(folder);
  const jobs = await findJobs(folder, (path) => path.slice(folder.length + 1));
  const configs = await Promise.all(jobs.map((job) => savedIdentity(store, job.folder)));
  return configs.filter((config) => config !== undefined);
}

function listOf(found: readonly Removable[], run: string): string {
  if (found.length === 0) return `There is nothing to delete in ${run}.`;
  const kinds = [...grouped(found, ({ what }) => what)];
  return terminal.render({
    blocks: [
      {
        kind: 'table',
        columns: [
          { heading: 'what', align: 'left' },
          { heading: 'where', align: 'left' },
          { heading: 'size', align: 'right' },
        ],
        rows: kinds.flatMap(([what, all]) =>
          all.map(({ path, bytes }) => [what, asCallerWrites(path), bytesText(bytes)]),
        ),
      },
    ],
  });
}

/** Asks on the terminal; where there is none, nobody agrees. */
async function agrees(found: readonly Removable[]): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const questions = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await questions.question(`Delete these ${found.length}, ${bytesText(bytes(found))}? [y/N] `);
  questions.close();
  return /^y(es)?$/i.test(answer.trim());
}
