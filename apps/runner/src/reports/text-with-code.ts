import type { Text } from './report';

/** A sentence from a file in which code stands between backticks; a backtick without a partner stays as it is. */
export function textWithCode(written: string): Text {
  const pieces = written.split(/`([^`]+)`/);
  return pieces.flatMap((piece, i) => (i % 2 === 1 ? { code: piece } : piece === '' ? [] : piece));
}
