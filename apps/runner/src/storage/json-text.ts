/** A value as indented JSON that ends its last line: how all files of JSON are written here. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
