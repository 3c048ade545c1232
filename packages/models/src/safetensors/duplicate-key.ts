/**
 * The first key that an object of the two outer levels holds twice: `JSON.parse` silently keeps the last of them.
 * Deeper levels mean nothing in a safetensors header. Linear in the text, and no deeper than two whatever it nests.
 *
 * @param json Valid JSON.
 */
export function duplicateKey(json: string): string | undefined {
  const keys = [new Set<string>(), new Set<string>()];
  const colon = /\s*:/y;
  let depth = 0;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '{') keys[depth++]?.clear();
    else if (character === '}') depth--;
    else if (character === '"') {
      const end = endOfString(json, at);
      const level = keys[depth - 1];
      colon.lastIndex = end;
      if (level !== undefined && colon.test(json)) {
        const key = JSON.parse(json.slice(at, end)) as string;
        if (level.has(key)) return key;
        level.add(key);
      }
      at = end - 1;
    }
  }
  return undefined;
}

/** The index after the closing quote of the string that opens at `start`. */
function endOfString(json: string, start: number): number {
  let at = start + 1;
  while (json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at + 1;
}
