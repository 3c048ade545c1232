import { dirname } from 'node:path';
import { rendererFor } from '../../reports/renderers/registry';
import type { Report } from '../../reports/report';
import { folderStore } from '../../storage/folder-store';
import { checkWritable } from '../../storage/job-folder';
import { refuseTaken } from '../../storage/output-file';
import { writeLocked } from '../../storage/write-locked';
import { fromCallersFolder } from './callers-folder';
import type { OverwriteFlags } from './overwrite-option';

/**
 * How a page will be written to a file, in the format of its extension. Call it before anything runs.
 *
 * @param path as the user wrote it
 * @param inputs of the command, as the user wrote them
 * @returns writes the page, and prints the path
 * @throws UnknownFormatError no page has that extension
 * @throws OutputTakenError the file is there, and no page of exmodel
 * @throws UnwritableFolderError
 */
export async function pageWriter(
  path: string,
  inputs: readonly string[],
  { overwrite = false }: OverwriteFlags,
): Promise<(report: Report) => Promise<void>> {
  const renderer = rendererFor(path);
  const file = fromCallersFolder(path);
  refuseTaken({
    ...{ given: `--write ${path}`, path: file, inputs: inputs.map(fromCallersFolder), overwrite },
    ...{ kind: 'a page of exmodel', isOfKind: isPage },
  });
  const advice = 'The page goes there; choose another file with --write FILE or repair the folder.';
  await checkWritable(folderStore(dirname(file)), undefined, advice);
  return async (report) => {
    await writeLocked(file, renderer.render(report));
    console.log(`written: ${path}`);
  };
}

/** A page names the command that wrote it, below its title. */
function isPage(content: Uint8Array): boolean {
  return /^# .*\n\n.*Written by\n\n {4}pnpm exmodel (compare|study) /.test(Buffer.from(content).toString());
}
