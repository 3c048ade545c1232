import { printable } from './printable';

/** `text` as the lines that a terminal would show, each {@link printable}, without blank ones. */
export function plainLines(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => printable(line.trimEnd()))
    .filter((line) => line !== '');
}

/** `text` as one such line. */
export function plainLine(text: string): string {
  return plainLines(text).join(' ');
}
