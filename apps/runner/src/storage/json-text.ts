/** A value as indented JSON with a final newline, as all JSON files are written here. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
