/** The rows of a Markdown page's tables, cell by cell, without the spaces and dashes that only align them. */
export function tableRows(page: string): string[][] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => cellsOf(line).map((cell) => cell.trim().replace(/^-{2,}(?=:?$)/, '--')));
}

/** What stands between bars that are no text. */
function cellsOf(line: string): string[] {
  return line.split(/(?<=(?<!\\)(?:\\\\)*)\|/).slice(1, -1);
}
