/**
 * Writes the pages that come from the code: strategies, scenarios, command, keys, errors, and llms.txt for programs that read. What a page
 * says beside the facts is in texts/. Run by `pnpm docs:build`; the pages are not kept in git.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createProgram } from '../../apps/runner/src/commands/program';
import { verbs } from '../../apps/runner/src/commands/verbs';
import { keyGroups } from '../../apps/runner/src/config/key-groups';
import { defaultsOf, type Keys } from '../../apps/runner/src/config/keys';
import { configSchema } from '../../apps/runner/src/config/schema';
import { studyOnly } from '../../apps/runner/src/config/study-schema';
import { strategies } from '../../apps/runner/src/strategies/registry';
import { type ScenarioInfo, scenarioInfo, scenarioNames } from '../../packages/benchmarks/src/index';
import { allPages } from './sidebar';

const docs = fileURLToPath(new URL('..', import.meta.url));
const repository = join(docs, '..');

for (const folder of ['strategies', 'scenarios', 'reference'])
  rmSync(join(docs, folder), { recursive: true, force: true });

function write(path: string, text: string): void {
  const file = join(docs, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${text.trimEnd()}\n`);
}

/** Text of the code as Markdown: what Vue and HTML would read is escaped, outside of code. */
function plain(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, i) =>
      i % 2 === 1 ? part : part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('{{', '{&#123;'),
    )
    .join('');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** What somebody wrote about it. */
function committedText(path: string): string {
  const file = join(docs, 'texts', path);
  if (!existsSync(file))
    throw new Error(
      `${relative(repository, file)} is not there: say in it what the page is to say beside the facts`,
    );
  return readFileSync(file, 'utf8').trimEnd();
}

function keyTable(keys: Keys): string {
  const defaults: Readonly<Record<string, unknown>> = defaultsOf(keys);
  return table(
    ['key', 'default', 'what it is'],
    Object.entries(keys).map(([key, { description = '' }]) => [
      `\`${key}\``,
      defaults[key] === undefined ? '' : `\`${JSON.stringify(defaults[key])}\``,
      plain(description),
    ]),
  );
}

// Strategies.
for (const { name, summary, keys } of strategies) {
  write(
    `strategies/${name}.md`,
    [
      `# ${name}`,
      `${plain(summary.charAt(0).toUpperCase() + summary.slice(1))}.`,
      committedText(`strategies/${name}.md`),
      '## Its keys',
      Object.keys(keys).length === 0
        ? 'It has none beside [those of every experiment](../reference/keys.md).'
        : `Beside [those of every experiment](../reference/keys.md):\n\n${keyTable(keys)}`,
      `\`\`\`sh\nexmodel run --strategy ${name}\n\`\`\`\n\n([What to type for \`exmodel\`](../guide/install.md).)`,
    ].join('\n\n'),
  );
}
write(
  'strategies/index.md',
  [
    '# All strategies',
    committedText('strategies/index.md'),
    table(
      ['strategy', 'how the student learns'],
      strategies.map(({ name, summary }) => [`[\`${name}\`](${name}.md)`, plain(summary)]),
    ),
  ].join('\n\n'),
);

// Scenarios.
const scenarios = [...new Set(scenarioNames().map((name) => scenarioInfo(name).name))].map(scenarioInfo);
const kinds: readonly (readonly [test: RegExp, text: string])[] = [
  [
    /^joint_/,
    'All classes at once: there is one expert, and nothing to forget. It says what the student could reach at most.',
  ],
  [
    /^mt_/,
    'Every experience is a task of its own, and at test time it is known which: the student has a head for each, and only tells the classes of a task apart.',
  ],
  [
    /^(split_|core50_nc)/,
    'New classes: each expert knows classes that no other knows, and the student must tell all apart without knowing which expert an image belongs to.',
  ],
  [/^pmnist/, 'Each expert saw the same digits with the pixels in another order.'],
  [/^ni_/, 'New instances: all experts know the same classes, from other images.'],
  [/^nic_/, 'New instances and classes: experts come with new classes, and with new images of earlier ones.'],
  [/^overlap_/, 'Neighbouring experts share classes, each with other images of them.'],
];
function scenarioPage(info: ScenarioInfo): string {
  const {
    name,
    aliases,
    dataset,
    shape,
    classCount,
    experienceCount,
    multiTask,
    stream,
    auxiliaryDataset,
    divisible,
    resizable,
  } = info;
  const kind = kinds.find(([test]) => test.test(name));
  if (kind === undefined) throw new Error(`docs/scripts/generate.ts has no text for scenarios like ${name}`);
  return [
    `# ${name}`,
    kind[1],
    table(
      ['fact', 'value'],
      [
        ['data set', `\`${dataset}\`, images of ${shape.join(' × ')}`],
        ['classes', String(classCount)],
        [
          'experiences',
          `${experienceCount}${info.options.permutations ? '; `permutations` sets another number' : ''}${info.options.experiences ? `; \`nic_experiences\`: ${info.options.experiences.values.join(', ')}` : ''}`,
        ],
        ['a head per task', multiTask ? 'yes' : 'no'],
        ['experts are those of', `\`${stream}\``],
        ['unlabelled images of something else', `\`${auxiliaryDataset}\``],
        ['`classes_per_experience`', divisible ? 'may cut it otherwise' : 'no'],
        ['`experience_classes`', divisible ? 'may choose the classes of each experience' : 'no'],
        ['`image_size`', resizable ? 'may enlarge or reduce its images, or pad them with `image_fit`' : 'no'],
        ...(aliases.length > 0 ? [['other names', aliases.map((alias) => `\`${alias}\``).join(', ')]] : []),
      ],
    ),
    `\`\`\`sh\nexmodel init experiment.yaml --scenario ${name}\n\`\`\`\n\n([What to type for \`exmodel\`](../guide/install.md).)`,
  ].join('\n\n');
}
for (const info of scenarios) write(`scenarios/${info.name}.md`, scenarioPage(info));
write(
  'scenarios/index.md',
  [
    '# All scenarios',
    'A scenario is a stream of experiences: which classes each expert was trained on, and in which order experts arrive. The order is drawn from the seed, as PyTorch draws it.',
    table(
      ['scenario', 'data set', 'classes', 'experiences'],
      scenarios.map(({ name, dataset, classCount, experienceCount }) => [
        `[\`${name}\`](${name}.md)`,
        dataset,
        String(classCount),
        String(experienceCount),
      ]),
    ),
  ].join('\n\n'),
);

// The command.
const files = { script: '', quickstart: 'configs/split-mnist/quickstart.yaml', page: '' };
const help = (text: string) =>
  `\`\`\`text\n${text.replaceAll(/npx -y pnpm@[\d.]+ exmodel/g, 'exmodel').trimEnd()}\n\`\`\``;
type Command = Awaited<ReturnType<typeof createProgram>>;

/** The help of the program, of a verb, or of a verb below one. */
async function helpOf(...path: string[]): Promise<string> {
  let printed = '';
  const write = (text: string) => {
    printed += text;
  };
  const output = { getOutHelpWidth: () => 120, writeOut: write, writeErr: write };
  const program = await createProgram(path, files, output);
  const find = (command: Command, name: string): Command => {
    const found = command.commands.find((each) => each.name() === name);
    if (found === undefined) throw new Error(`there is no verb ${path.join(' ')}`);
    return found;
  };
  path.reduce<Command>(find, program).outputHelp();
  return help(printed);
}
const shown = verbs.filter(({ group }) => group !== undefined);
const expertVerbs = ['list', 'train', 'import', 'verify', 'export'];
write(
  'reference/cli.md',
  [
    '# The command',
    '[What to type for `exmodel`](../guide/install.md) · [Run, study, compare or grid?](../guide/verbs.md)',
    await helpOf(),
    ...(await Promise.all(shown.map(async ({ name }) => `## exmodel ${name}\n\n${await helpOf(name)}`))),
    ...(await Promise.all(
      expertVerbs.map(async (verb) => `## exmodel experts ${verb}\n\n${await helpOf('experts', verb)}`),
    )),
  ].join('\n\n'),
);

// Keys.
write(
  'reference/keys.md',
  [
    '# Every key of the YAML',
    'Names are those of the reference’s code ([arXiv 2112.06511](https://arxiv.org/abs/2112.06511)); keys that it does not have are marked (added). `exmodel init` writes them with explanations and a schema by which editors complete them; a key that the chosen strategy does not read is refused.',
    `## Of every experiment\n\n${keyTable(configSchema([]).shape)}`,
    `## Only of a study\n\n${table(
      ['key', 'what it is'],
      studyOnly.map(({ key, description }) => [`\`${key}\``, plain(description)]),
    )}`,
    ...keyGroups(strategies).map(({ names, keys }) => `## Of ${names.join(', ')}\n\n${keyTable(keys)}`),
  ].join('\n\n'),
);

// Errors.
interface Failure {
  readonly name: string;
  readonly text: string;
}
function failures(folder: string): Failure[] {
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(?<!\.test)\.ts$/.test(path),
  );
  const found = sources.flatMap((path) => {
    const source = readFileSync(join(folder, path), 'utf8');
    const classes = source.matchAll(/\/\*\*((?:(?!\*\/).)*)\*\/\s*(?:export )?class (\w+Error) extends/gs);
    return [...classes].map(([, comment = '', name = '']) => ({
      name,
      text: comment
        .replaceAll(/^\s*\* ?/gm, ' ')
        .replaceAll(/\{@link (\w+)\}/g, '`$1`')
        .replaceAll(/@param.*$/gs, '')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    }));
  });
  return found.toSorted((one, other) => one.name.localeCompare(other.name));
}
const failureTable = (folder: string) =>
  table(
    ['error', 'what has happened'],
    failures(join(repository, folder)).map(({ name, text }) => [`\`${name}\``, plain(text)]),
  );
write(
  'reference/errors.md',
  [
    '# Errors and what to do',
    committedText('errors.md'),
    `## Of the command\n\n${failureTable('apps/runner/src')}`,
    ...['distill', 'models', 'benchmarks', 'loggers', 'metrics', 'backend-wasm', 'backend-webgpu'].flatMap(
      (name) => {
        const rows = failures(join(repository, 'packages', name, 'src'));
        return rows.length === 0 ? [] : [`## Of @exmodel/${name}\n\n${failureTable(`packages/${name}/src`)}`];
      },
    ),
  ].join('\n\n'),
);

// For programs that read: https://llmstxt.org
const site = allPages();
write(
  'public/llms.txt',
  [
    '# exmodel',
    '> Many trained models become one, without their data: a command, and TypeScript packages, for Node and browsers.',
    ...site.map(
      ({ text, items }) =>
        `## ${text}\n\n${items.map(({ text, link }) => `- [${text}](${link})`).join('\n')}`,
    ),
  ].join('\n\n'),
);
