import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { entries } from './entries';

const docs = fileURLToPath(new URL('..', import.meta.url));

export interface Link {
  readonly text: string;
  readonly link: string;
}

/** A page with its first heading as the text. */
export function page(path: string): Link {
  const [, heading = basename(path)] = /^# (.+)$/m.exec(readFileSync(`${docs}${path}.md`, 'utf8')) ?? [];
  return { text: heading.replaceAll('`', ''), link: `/${path.replace(/index$/, '')}` };
}

/** All pages of a folder, by name. */
function folder(path: string): Link[] {
  return readdirSync(`${docs}${path}`)
    .filter((name) => name.endsWith('.md') && name !== 'index.md')
    .toSorted()
    .map((name) => page(`${path}/${basename(name, '.md')}`));
}

const guide = (...names: readonly string[]) => names.map((name) => page(`guide/${name}`));

/** The pages that everybody reads, in the order of reading. */
const common = () => [
  { text: 'Get started', items: guide('install', 'merge', 'experiment', 'import', 'choose') },
  {
    text: 'Concepts',
    items: ['experts', 'accuracy-matrix', 'targets', 'synthesis', 'consensus'].map((name) =>
      page(`concepts/${name}`),
    ),
  },
  {
    text: 'Use it',
    items: [
      ...guide('verbs', 'defaults', 'recipes', 'coming-from', 'performance', 'reproducibility'),
      ...['formats', 'recipes', 'evaluate', 'experiments', 'report', 'data', 'live-page', 'sinks'].map(page),
    ],
  },
  { text: 'Many machines', items: folder('engines') },
  {
    text: 'Reference',
    items: [
      ...['strategies/index', 'scenarios/index', 'reference/cli', 'reference/keys', 'reference/errors'].map(
        page,
      ),
      page('metrics'),
      page('cite'),
      { text: 'API of the packages', link: '/api/' },
    ],
  },
  { text: 'Extend it', items: ['extending', 'adding-a-kernel'].map(page) },
  {
    text: 'Why',
    items: [
      { text: 'Results', link: '/results/' },
      { text: 'Decisions', link: '/decisions/' },
    ].map(first),
  },
];

/** Folders with many pages have a list of their own. */
const many = { strategies: 'Strategies', scenarios: 'Scenarios', results: 'Results', decisions: 'Decisions' };

/** Each entry point of the packages has a page, which typedoc writes. */
const api = () => entries.map(({ name }) => ({ text: name, link: `/api/${name}` }));

/** A link to a folder without a page of its own leads to its first. */
function first({ text, link }: Link): Link {
  return { text, link: folder(link.slice(1, -1))[0]?.link ?? link };
}

/** The pages of the folders that have a list of their own. */
function lists() {
  return [
    ...Object.entries(many).map(([path, text]) => ({ path, text, items: folder(path) })),
    { path: 'api', text: 'API', items: api() },
  ];
}

/** The list beside each page, by the beginning of its path. */
export function sidebars() {
  const own = lists().map(({ path, text, items }) => [
    `/${path}/`,
    [
      { text: 'All pages', items: [{ text: 'Back to the guide', link: '/guide/choose' }] },
      { text, items },
    ],
  ]);
  return { ...Object.fromEntries(own), '/': common() };
}

/** Every page of the site. */
export function allPages() {
  return [...common().slice(0, -1), ...lists()];
}
