/** Control characters, line separators, and invisible characters that change how their neighbours are shown. */
const controlling = /[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu;

/**
 * Text from a report or file, made safe to show: each character that would control a terminal, begin a new line or reorder
 * its neighbours becomes U+FFFD. Joiners (U+200C, U+200D) stay; writing systems and emoji need them.
 */
export function printable(text: string): string {
  return text.replace(controlling, '\ufffd');
}
