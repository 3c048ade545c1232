/** Control characters, line separators, and invisible characters that change how their neighbours are shown. */
const steering = /[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu;

/**
 * Text of a report or file made safe to show: whatever would steer a terminal, begin a new line or reorder what stands
 * beside it becomes U+FFFD, one for one. Joiners (U+200C, U+200D) stay; writing systems and emoji need them.
 */
export function printable(text: string): string {
  return text.replace(steering, '\ufffd');
}
