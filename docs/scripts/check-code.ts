/**
 * Type-checks the `ts` blocks of the pages. Each says which file it would be (```` ```ts apps/runner/src/strategies/mine.ts ````), or that it is a
 * `fragment`, too little to be checked. A program of a reader belongs into a package's README, where it is also run. Run by `pnpm docs:build`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const generated = /^(node_modules|\.vitepress|api|strategies|scenarios|reference)\//;

/** A block's code, by the path of the file that it is; with as many lines before it as in its page. */
const sources = new Map<string, { readonly page: string; readonly code: string }>();
const pages = [
  'README.md',
  ...readdirSync(join(repository, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !generated.test(path))
    .map((path) => `docs/${path}`),
];
for (const page of pages) {
  const text = readFileSync(join(repository, page), 'utf8');
  for (const { index, 1: place = '', 2: code = '' } of text.matchAll(
    /^```(?:ts|js)(?: ([^\n]+))?\n(.*?)^```$/gms,
  )) {
    if (place === 'fragment') continue;
    const lines = text.slice(0, index).split('\n').length;
    if (place === '')
      throw new Error(
        `${page}:${lines}: a program that is never run. Move it into the README of a package, or say which file it is.`,
      );
    const path = join(repository, place);
    if (sources.has(path) || ts.sys.fileExists(path))
      throw new Error(`${page}:${lines}: ${place} is there already`);
    sources.set(path, { page, code: '\n'.repeat(lines) + code });
  }
}

const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(join(repository, 'tsconfig.base.json'), ts.sys.readFile).config,
  ts.sys,
  repository,
);
const host = ts.createCompilerHost(options);
const { fileExists, readFile, getSourceFile } = host;
host.fileExists = (path) => sources.has(path) || fileExists(path);
host.readFile = (path) => sources.get(path)?.code ?? readFile(path);
host.getSourceFile = (path, ...rest) => {
  const own = sources.get(path);
  return own === undefined ? getSourceFile(path, ...rest) : ts.createSourceFile(path, own.code, rest[0]);
};
const program = ts.createProgram([...sources.keys()], options, host);
const faults = [...sources].flatMap(([path, { page }]) => {
  const file = program.getSourceFile(path);
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
    ({ start = 0, messageText }) => {
      const { line = 0 } = file?.getLineAndCharacterOfPosition(start) ?? {};
      return `${page}:${line + 1}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    },
  );
});
for (const fault of faults) console.error(fault);
if (sources.size === 0) throw new Error(`no code was found in ${relative(process.cwd(), repository)}/docs`);
if (faults.length > 0) process.exit(1);
