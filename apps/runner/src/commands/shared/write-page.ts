import { rendererFor } from '../../reports/renderers/registry';
import type { Report } from '../../reports/report';
import { writeWhole } from '../../storage/write-whole';
import { fromCallersFolder } from './callers-folder';

/** Writes a report to a file, in the format of its extension, and prints the path. */
export function writePage(path: string, report: Report): void {
  writeWhole(fromCallersFolder(path), rendererFor(path).render(report));
  console.log(`written: ${path}`);
}
