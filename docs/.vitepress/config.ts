import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { defineConfig } from 'vitepress';
import { sidebars } from '../scripts/sidebar';

const repository = 'https://github.com/exmodel/exmodel/blob/main/';

/** A link to a file of the repository outside of this folder leads to GitHub, where it also works as it is written. */
function outside(href: string, page: string): string | undefined {
  if (/^([a-z]+:|#|\/)/i.test(href)) return undefined;
  const target = posix.join('docs', posix.dirname(page), href);
  if (target.startsWith('docs/')) return undefined;
  if (!existsSync(new URL(`../../${target.replace(/#.*/, '')}`, import.meta.url)))
    throw new Error(`docs/${page}: the link ${href} is dead: there is no ${target}`);
  return repository + target;
}

export default defineConfig({
  title: 'exmodel',
  description: 'Many trained models become one, without their data.',
  lang: 'en',
  cleanUrls: true,
  lastUpdated: false,
  srcExclude: ['texts/**', 'node_modules/**'],
  head: [
    ['meta', { name: 'color-scheme', content: 'light dark' }],
    ['link', { rel: 'icon', type: 'image/svg+xml', href: '/icon.svg' }],
  ],
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config(md) {
      md.core.ruler.push('links-to-the-repository', (state) => {
        for (const token of state.tokens.flatMap(({ children }) => children ?? [])) {
          const href = token.attrGet('href');
          const elsewhere = href === null ? undefined : outside(href, state.env.relativePath);
          if (elsewhere !== undefined) token.attrSet('href', elsewhere);
        }
      });
      // A table without a heading for a column has an empty cell there.
      md.core.ruler.push('empty-headings', (state) => {
        for (const [at, token] of state.tokens.entries()) {
          if (token.type !== 'th_open' || state.tokens[at + 1]?.content !== '') continue;
          for (const each of [token, state.tokens[at + 2]]) if (each !== undefined) each.tag = 'td';
        }
      });
    },
  },
  // The index of the search is one file of 1.4 MB, loaded only when somebody searches.
  vite: { build: { chunkSizeWarningLimit: 2000 } },
  themeConfig: {
    nav: [
      { text: 'Get started', link: '/guide/install' },
      { text: 'Which method?', link: '/guide/choose' },
      { text: 'Strategies', link: '/strategies/' },
      { text: 'Reference', link: '/reference/cli' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: sidebars(),
    // Without a label of its own the button is called what it shows.
    search: { provider: 'local', options: { translations: { button: { buttonAriaLabel: '' } } } },
    outline: [2, 3],
    socialLinks: [{ icon: 'github', link: 'https://github.com/exmodel/exmodel' }],
    footer: { message: 'MIT licence' },
  },
});
