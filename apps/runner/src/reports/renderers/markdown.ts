/**
 * A table in Markdown.
 *
 * @param columns headings, and to which side their cells keep
 */
export function markdownTable(
  columns: readonly { readonly heading: string; readonly align: 'left' | 'right' }[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const escaped = (cell: string) => cell.replaceAll('\\', '\\\\').replaceAll('|', '\\|');
  return [
    line(columns.map(({ heading }) => escaped(heading))),
    line(columns.map(({ align }) => (align === 'left' ? '---' : '--:'))),
    ...rows.map((cells) => line(cells.map(escaped))),
  ].join('\n');
}
