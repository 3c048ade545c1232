import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

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

/** Every page of the site, in the order of reading. */
export function sidebar() {
  const guide = (...names: readonly string[]) => names.map((name) => page(`guide/${name}`));
  return [
    { text: 'Get started', items: guide('merge', 'experiment', 'choose') },
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
        ...['formats', 'report'].map(page),
      ],
    },
    { text: 'Strategies', collapsed: true, items: [page('strategies/index'), ...folder('strategies')] },
    { text: 'Scenarios', collapsed: true, items: [page('scenarios/index'), ...folder('scenarios')] },
    {
      text: 'Reference',
      items: [...['cli', 'keys', 'errors'].map((name) => page(`reference/${name}`)), page('metrics')],
    },
    { text: 'Extend it', items: ['extending', 'adding-a-kernel'].map(page) },
    { text: 'Results', collapsed: true, items: folder('results') },
    { text: 'Decisions', collapsed: true, items: folder('decisions') },
  ];
}
