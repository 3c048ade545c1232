import { rendererFor } from '../../reports/renderers/registry';
import type { Report } from '../../reports/report';
import { writeWhole } from '../../storage/write-whole';
import { fromCallersFolder } from './callers-folder';

/**
 * How a page will be written to a file, in the format of its extension. Call it before anything runs.
 *
 * @returns writes the page, and prints the path
 * @throws UnknownFormatError no page has that extension
 */
export function pageWriter(path: string): (report: Report) => void {
  const renderer = rendererFor(path);
  return (report) => {
    writeWhole(fromCallersFolder(path), renderer.render(report));
    console.log(`written: ${path}`);
  };
}
