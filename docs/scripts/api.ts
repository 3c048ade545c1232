/**
 * Writes the pages of the API: one for each entry point of each package, out of its docstrings. A warning is an error. Run by `pnpm docs:build`;
 * the pages are not kept in git.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application, Comment } from 'typedoc';
import type { PluginOptions } from 'typedoc-plugin-markdown';
import { entries } from './entries';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const tree = 'https://github.com/exmodel/exmodel/tree/main/';
const out = join(repository, 'docs/api');

const pages: PluginOptions & { readonly router: string } = {
  router: 'module',
  entryFileName: 'index',
  hideBreadcrumbs: true,
  hidePageHeader: true,
  useHTMLEncodedBrackets: true,
  // Its links do not always count as VitePress does.
  useHTMLAnchors: true,
  sanitizeComments: true,
};
const app = await Application.bootstrapWithPlugins({
  name: 'API',
  entryPoints: entries.map(({ source }) => join(repository, source)),
  tsconfig: join(repository, 'docs/tsconfig.api.json'),
  plugin: ['typedoc-plugin-markdown'],
  out,
  logLevel: 'Warn',
  // `tsc` checks the sources.
  skipErrorChecking: true,
  excludeExternals: true,
  excludePrivate: true,
  disableSources: true,
  sortEntryPoints: false,
  readme: 'none',
  ...pages,
});
const project = await app.convert();
if (project === undefined) throw new Error('typedoc found no API');
for (const module of project.children ?? []) {
  // It calls an entry point by its path.
  const entry = entries.find(({ source }) => source.replace(/(\/index)?\.ts$/, '') === module.name);
  if (entry === undefined) throw new Error(`typedoc found ${module.name}, which is no entry point`);
  const { name, folder } = entry;
  module.name = name;
  module.comment = new Comment([
    { kind: 'text', text: `Installation and programs: [README](${tree}${folder}#readme).` },
  ]);
}
app.validate(project);
rmSync(out, { recursive: true, force: true });
await app.generateOutputs(project);
if (app.logger.hasWarnings() || app.logger.hasErrors()) process.exit(1);
