/** Control characters except the line feed: they would move the cursor, colour the terminal or ring. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are searched for
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]+/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences that colour a terminal begin with ESC
const ESCAPE = /\u001b\[[0-?]*[ -/]*[@-~]/g;

/** `text` as the lines a terminal would show, without control characters and escape sequences, without blank lines. */
export function plainLines(text: string): string[] {
  const lines = text
    .replace(ESCAPE, '')
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(CONTROL, ' ')
    .split('\n');
  return lines.map((line) => line.trimEnd()).filter((line) => line !== '');
}

/** `text` as one such line. */
export function plainLine(text: string): string {
  return plainLines(text).join(' ');
}
