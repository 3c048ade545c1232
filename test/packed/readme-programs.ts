/** A program that a README shows. */
export interface ReadmeProgram {
  /** Its number in the README, from 1. */
  readonly number: number;
  readonly code: string;
  /** What the README says that it prints: the `text` blocks after its code. */
  readonly output: string;
}

/**
 * The programs of a README: its `ts` and `js` blocks in order, each a whole program. One marked `continued` (```` ```ts continued ````)
 * goes on where the block before it ends. A `text` block after a program's code is what it prints, to the letter; where there is none, it
 * prints nothing.
 */
export function readmePrograms(readme: string): ReadmeProgram[] {
  const programs: { code: string; output: string }[] = [];
  for (const { language, mark, text } of blocks(readme)) {
    const last = programs.at(-1);
    if (language === 'ts' || language === 'js') {
      if (mark === 'continued' && last) last.code += `\n${text}`;
      else programs.push({ code: text, output: '' });
    } else if (language === 'text' && last) last.output += text;
  }
  return programs.map((program, i) => ({ number: i + 1, ...program }));
}

/** The commands of a README's `sh` blocks, each with what the `text` block after its own shows of its output; '' where there is none. */
export function commands(readme: string): { line: string; output: string }[] {
  const found: { line: string; output: string }[] = [];
  for (const { language, text } of blocks(readme)) {
    const last = found.at(-1);
    if (language === 'sh') {
      const lines = text
        .replaceAll(/\\\n */g, '')
        .trimEnd()
        .split('\n');
      found.push(...lines.map((line) => ({ line, output: '' })));
    } else if (language === 'text' && last) last.output = text;
  }
  return found;
}

/** The packages that a README says to install, by each of its `npm install` or `pnpm add` lines, in order. */
export function installLines(readme: string, command: 'npm install' | 'pnpm add'): string[][] {
  return blocks(readme)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.split('\n'))
    .filter((line) => line.startsWith(`${command} `))
    .map((line) => line.slice(command.length).trim().split(/\s+/));
}

/** The paths in the repository that a README links to. */
export function relativeLinks(readme: string): string[] {
  return [...readme.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, path]) => path as string);
}

function blocks(readme: string) {
  return [...readme.matchAll(/^( *)```(\w+)(?: (\w+))?\n(.*?)^\1```$/gms)].map(
    ([, indent = '', language = '', mark, text = '']) => ({
      language,
      mark,
      text: indent === '' ? text : text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
}
