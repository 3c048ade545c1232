import { dirname, extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { htmlBeginning } from '../../reports/renderers/html';
import { latexBeginning } from '../../reports/renderers/latex';
import { markdown } from '../../reports/renderers/markdown';
import { rendererFor } from '../../reports/renderers/registry';
import type { Report } from '../../reports/report';
import { folderStore } from '../../storage/folder-store';
import { checkWritable } from '../../storage/job-folder';
import { type OutputFile, refuseTaken } from '../../storage/output-file';
import { readIfThere } from '../../storage/read-if-there';
import { writeLocked } from '../../storage/write-locked';
import { fromCallersFolder } from './callers-folder';
import { isExmodelLine } from './command-line';
import type { OverwriteFlags } from './overwrite-option';

type Say = (text: string) => void;

/** What a command writes to a file. */
interface OutputKind extends Pick<OutputFile, 'kind' | 'isOfKind'> {
  /** Whether it is a page in Markdown, at whose end people may write notes. */
  readonly hasNotes?: boolean;
}

/**
 * How a page will be written to a file, in the format of its extension. Call it before anything runs.
 *
 * @param path as the user wrote it
 * @param inputs of the command, as the user wrote them
 * @param say where it tells that the page is written: not on a standard output that is for programs
 * @returns writes the page, and prints the path; notes at the end of a Markdown page stay there
 * @throws UnknownFormatError no page has that extension
 * @throws OutputTakenError the file is there, and no page of exmodel
 * @throws UnwritableFolderError
 */
export async function pageWriter(
  path: string,
  inputs: readonly string[],
  flags: OverwriteFlags,
  say?: Say,
): Promise<(report: Report) => Promise<void>> {
  const renderer = rendererFor(path);
  const kind = { kind: 'a page of exmodel', isOfKind: isPage, hasNotes: renderer === markdown };
  const write = await outputWriter('--write', path, inputs, kind, flags, say);
  return (report) => write(renderer.render(report));
}

/**
 * The same for any content.
 *
 * @param option by which the user gave the path; undefined if it is the command's argument
 * @param kind what may be replaced without a flag
 */
export async function outputWriter(
  option: string | undefined,
  path: string,
  inputs: readonly string[],
  { hasNotes = false, ...kind }: OutputKind,
  { overwrite = false }: OverwriteFlags,
  say: Say = console.log,
): Promise<(content: string | Uint8Array) => Promise<void>> {
  const file = fromCallersFolder(path);
  refuseTaken({
    ...{ given: option === undefined ? path : `${option} ${path}`, path: file },
    ...{ inputs: inputs.map(fromCallersFolder), overwrite },
    ...kind,
  });
  const elsewhere = option === undefined ? '' : ` with ${option}`;
  const advice = `What is written goes there; choose another place${elsewhere} or repair the folder.`;
  await checkWritable(folderStore(dirname(file)), undefined, advice);
  return async (content) => {
    await writeLocked(file, hasNotes ? `${content}${notesOf(file)}` : content);
    say(`written: ${path}`);
    if (extname(file).toLowerCase() === '.html') say(`to open it: ${pathToFileURL(file).href}`);
  };
}

const notesMark = '<!-- Notes below this line are kept when the page is written again. -->';

/** The end of a Markdown page: a line that says where notes can be written, and those of the page that is there. */
function notesOf(path: string): string {
  const [, ...notes] = Buffer.from(readIfThere(path) ?? [])
    .toString()
    .split(notesMark);
  return `\n${notesMark}${notes.length > 0 ? notes.join(notesMark) : '\n'}`;
}

/** The verbs that write pages. */
const pageVerbs = ['compare', 'study', 'report', 'merge'];

/** A page names the command that wrote it below its title, or exmodel as its generator. */
export function isPage(content: Uint8Array): boolean {
  const text = Buffer.from(content).toString();
  const [, command = ''] = /^# .*\n\n.*Written by\n\n {4}(.+)/.exec(text) ?? [];
  return (
    isExmodelLine(command, pageVerbs) || text.startsWith(htmlBeginning) || text.startsWith(latexBeginning)
  );
}
