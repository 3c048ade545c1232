/**
 * Characters that steer a terminal or hide what is there: controls, line separators, and invisible characters that reorder
 * or join their neighbours. The joiners U+200C and U+200D stay; writing systems and emoji need them.
 */
const CONTROLLING = /[\p{Cc}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu;

/**
 * Text from anywhere, safe to show and on one line: each character that would control a terminal, begin a new line or reorder
 * its neighbours is written as JSON writes it, `\u001b`. JSON that is shown this way still means the same.
 */
export function printable(text: string): string {
  return text.replace(CONTROLLING, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
