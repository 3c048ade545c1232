import { execFileSync } from 'node:child_process';
import { beforeAll, expect, it } from 'vitest';
import { type CompletedVerb, completedVerbs, completionScript } from './completion';
import { verbs } from './verbs';

let all: readonly CompletedVerb[];
beforeAll(async () => {
  all = await completedVerbs(verbs, { script: '', quickstart: '', page: '' });
});

/** What bash offers for these words, the last of them unfinished. */
function offered(...words: string[]): string[] {
  const call = `COMP_WORDS=(exmodel ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _exmodel; echo "\${COMPREPLY[*]}"`;
  const script = `${completionScript('bash', all)}\n${call}`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split(' ');
}

it('bash completes verbs, verbs below, options of the verb and their values', () => {
  expect(offered('in')).toEqual(['inspect', 'init']);
  expect(offered('experts', 'im')).toEqual(['import']);
  expect(offered('run', '--dr')).toEqual(['--dry-run']);
  expect(offered('inspect', '--dr')).toEqual(['']);
  expect(offered('merge', 'a.pth', '--source', 'noi')).toEqual(['noise']);
  expect(offered('run', '--backend', 'was')).toEqual(['wasm']);
});

it('zsh gets the same function; fish a line for each word, with its description', () => {
  expect(completionScript('zsh', all)).toContain(completionScript('bash', all));
  const fish = completionScript('fish', all).split('\n');
  expect(fish).toContain(
    "complete -c exmodel -n __fish_use_subcommand -a inspect -d 'print what a weights file contains, and which architecture it fits'",
  );
  expect(fish).toContain(
    "complete -c exmodel -n '__fish_seen_subcommand_from inspect' -l json -d 'print it as JSON'",
  );
  expect(fish.every((line) => line.startsWith('complete -c exmodel -n '))).toBe(true);
});
