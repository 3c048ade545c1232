import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder';
import { readRecipe } from '../merge/recipe/read-recipe';
import { strategies } from '../strategies/registry';
import { createProgram } from './program';
import { verbs } from './verbs';

const folder = temporaryFolder(afterAll);
const files = { script: 'index.js', quickstart: 'quickstart.yaml', page: 'page.js' };

/** The program for these arguments, in which no verb does anything, and what it prints. */
async function quiet(given: readonly string[]) {
  let printed = '';
  const print = (text: string) => {
    printed += text;
  };
  const program = await createProgram(given, files, {
    ...{ writeOut: print, writeErr: print },
    getOutHelpWidth: () => 200,
  });
  let reached: string | undefined;
  const silence = (command: Command) => {
    command.exitOverride().action(() => {
      reached = command.name();
    });
    command.commands.forEach(silence);
  };
  program.exitOverride();
  program.commands.forEach(silence);
  const parsing = program.parseAsync(given, { from: 'user' }).catch((error: Error) => error);
  return { program, thrown: await parsing, printed, reached };
}

const strategyNames = strategies.map(({ name }) => name);
const shown = verbs.filter(({ group }) => group !== undefined);

it('loads no verb for its own help, which names them all and tells four words apart', async () => {
  const { program, printed } = await quiet(['--help']);
  const lines = printed.split('\n');
  for (const { name, description } of shown)
    expect(lines.find((line) => line.startsWith(`  ${name} `))?.endsWith(` ${description}`)).toBe(true);
  expect(printed).toMatch(
    /run {7}one experiment.*study {5}variants.*compare {3}several.*grid {6}not a verb/s,
  );
  expect(program.commands.flatMap(({ options }) => options)).toEqual([]);
  expect(lines.filter((line) => /^[A-Z][\w ]+:$/.test(line))).toEqual(
    ['Options', 'Models of your own', 'Experiments', 'Results', 'This machine'].map((group) => `${group}:`),
  );
});

describe.each(shown)('$name', ({ name, example }) => {
  it('has an example in its help, which it understands', async () => {
    const { printed } = await quiet(['help', name]);
    expect(printed).toContain('Usage: exmodel');
    if (example === undefined) return;
    expect(printed).toContain(`exmodel ${name} ${example}\n`);
    const { thrown, reached } = await quiet([name, ...example.split(' ')]);
    expect(thrown).not.toBeInstanceOf(Error);
    expect(reached).toBeDefined();
    const unknown = (example.match(/\w+_ed\b/g) ?? []).filter((named) => !strategyNames.includes(named));
    expect(unknown).toEqual([]);
  });

  it('answers a mistaken option in a few lines that say where all are', async () => {
    const { printed } = await quiet([name, '--no-such-option']);
    expect(printed).toMatch(new RegExp(`^error: .*\\n.*exmodel ${name} --help\\n$`));
  });

  it('has no option that takes an empty value', async () => {
    const { program } = await quiet([name]);
    const { options = [] } = program.commands.find((command) => command.name() === name) ?? {};
    for (const { long } of options.filter((option) => option.required || option.optional)) {
      const { printed, reached } = await quiet([name, ...(example?.split(' ') ?? []), `${long}=`]);
      expect(printed).toMatch(/^error: option '.+' (is empty|argument '' is invalid)\. \S/);
      expect(reached).toBeUndefined();
    }
  });
});

it.each([
  ['merge a.zip', '', 'b.zip'],
  ['merge a.zip b.zip --out', ''],
  ['sync', ''],
  ['run', ''],
  ['report runs --figures', ''],
  ['evaluate a.pth --experts b.pth', ''],
  ['experts verify a', ''],
  ['experts export a --out', ''],
])('refuses an empty text, as an unset variable of a shell is: %s', async (words, ...others) => {
  const { printed, reached } = await quiet([...words.split(' '), ...others]);
  expect(printed).toMatch(/^error: (option|argument) '.+' is empty\. Expected a value; .*\n.*--help\n$/);
  expect(reached).toBeUndefined();
});

it('shows an example in the help of every verb of experts, which it understands, and names that help when it complains', async () => {
  const { program } = await quiet(['experts']);
  const verbs = program.commands.find((command) => command.name() === 'experts')?.commands ?? [];
  expect(verbs.map((verb) => verb.name())).toEqual(['list', 'train', 'import', 'verify', 'export']);
  for (const verb of verbs) {
    const { printed } = await quiet(['experts', verb.name(), '--help']);
    const [, example = ''] = /\nExample:\n.* exmodel experts (.*)\n/.exec(printed) ?? [];
    const { thrown, reached } = await quiet(['experts', ...example.split(' ')]);
    expect(thrown).not.toBeInstanceOf(Error);
    expect(reached).toBe(verb.name());
    const mistaken = await quiet(['experts', verb.name(), '--no-such-option']);
    expect(mistaken.printed).toMatch(new RegExp(`^error: .*\\n.*exmodel experts ${verb.name()} --help\\n$`));
  }
});

it('knows every option of merge in a recipe, as a key or as one of the command line', async () => {
  const { program } = await quiet(['merge']);
  const options = program.commands.find((command) => command.name() === 'merge')?.options ?? [];
  const names = options.flatMap(({ long }) => long?.slice(2) ?? []).filter((name) => name !== 'expert');
  expect(names).toContain('threads');
  const path = join(folder, 'recipe.yaml');
  for (const name of [...names, 'plugin']) {
    writeFileSync(path, `experts: [a.pth, b.pth]\n${name}: {}\n`);
    expect(() => readRecipe(path)).toThrow(/is not allowed in a recipe\. It is an option|" is \{\}: /);
  }
});

it('suggests the verb that was meant', async () => {
  const { printed } = await quiet(['insepct']);
  expect(printed).toMatch(/unknown command 'insepct'\n\(Did you mean inspect\?\)\n.*exmodel --help/);
});
