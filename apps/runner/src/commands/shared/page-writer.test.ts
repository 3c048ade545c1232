import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder';
import { comparisonReport } from '../../reports/comparison-report';
import { UnknownFormatError } from '../../reports/renderers/registry';
import { OutputTakenError } from '../../storage/output-file';
import { commandLine } from './command-line';
import { isPage, outputWriter, pageWriter } from './page-writer';

const results = fileURLToPath(new URL('../../../../../docs/results', import.meta.url));
const pages = readdirSync(results).filter((name) => name.endsWith('.md'));

function pageAt(content?: string | { readonly from: string }): string {
  const path = join(temporaryFolder(), 'page.md');
  if (typeof content === 'string') writeFileSync(path, content);
  else if (content !== undefined) copyFileSync(content.from, path);
  return path;
}

describe('a page', () => {
  it('is written where there is none, and again where it is one', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {});
    vi.spyOn(process, 'argv', 'get').mockReturnValue(['node', 'exmodel', 'compare', 'a.yaml']);
    const path = pageAt();
    for (const title of ['first', 'second']) {
      const write = await pageWriter(path, [], {});
      await write(comparisonReport(title, commandLine(), []));
      expect(readFileSync(path, 'utf8')).toContain(`# ${title}\n`);
    }
    expect(readdirSync(join(path, '..'))).toEqual(['page.md']);
    vi.restoreAllMocks();
  });

  it('in Markdown keeps the notes at its end, also those that were written while the command ran', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {});
    const path = pageAt();
    const report = (title: string) => comparisonReport(title, 'pnpm exmodel compare a.yaml', []);
    await (await pageWriter(path, [], {}))(report('first'));
    const empty = readFileSync(path, 'utf8');
    expect(empty).toMatch(/\n\n<!-- Notes below this line are kept when the page is written again. -->\n$/);

    const write = await pageWriter(path, [], {});
    const notes = '\nMine, with a {{ brace }} and $& of its own.\n\n## And a title\n';
    writeFileSync(path, empty + notes);
    await write(report('second'));
    expect(readFileSync(path, 'utf8')).toBe(empty.replace('# first', '# second') + notes);
    await (await pageWriter(path, [], {}))(report('first'));
    expect(readFileSync(path, 'utf8')).toBe(empty + notes);
    vi.restoreAllMocks();
  });

  it('in HTML is one, too', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => {});
    const path = pageAt().replace(/md$/, 'html');
    for (const title of ['first', 'second']) {
      const write = await pageWriter(path, [], {});
      await write(comparisonReport(title, 'x', []));
      expect(readFileSync(path, 'utf8')).toContain(`<h1>${title}</h1>`);
    }
    vi.restoreAllMocks();
  });

  it.each(pages)('of this repository is one, so that its script needs no flag: %s', async (name) => {
    await pageWriter(pageAt({ from: join(results, name) }), [], {});
  });

  it('by the command that npm installed is one', async () => {
    await pageWriter(pageAt('# Mine\n\nWritten by\n\n    npx @exmodel/runner compare a.yaml\n'), [], {});
  });

  it.each([
    ['a text', 'mine'],
    ['nothing', ''],
    ['a text that quotes a page', '# My thesis\n\nAs in:\n\nWritten by\n\n    pnpm exmodel compare a.yaml\n'],
  ])('does not replace %s, unless the user says so', async (_, content) => {
    const path = pageAt(content);
    await expect(pageWriter(path, [], {})).rejects.toThrow(OutputTakenError);
    await pageWriter(path, [], { overwrite: true });
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  it.each([
    [
      '--out',
      /page\.md cannot be written: .*\. What is written goes there; choose another place with --out or /,
    ],
    [
      undefined,
      /page\.md cannot be written: .*\. What is written goes there; choose another place or repair/,
    ],
  ])(
    'says where to put it instead where a file stands for its folder, given by %s',
    async (option, message) => {
      const file = join(pageAt('mine'), 'page.md');
      const kind = { kind: 'a page of exmodel', isOfKind: isPage };
      await expect(outputWriter(option, file, [], kind, {})).rejects.toThrow(message);
    },
  );

  it('never replaces what the command reads, nor has an extension that no page has', async () => {
    const path = pageAt('lr: 1');
    await expect(pageWriter(path, [path], { overwrite: true })).rejects.toThrow(
      `--write ${path}: this is ${path}, which the command reads`,
    );
    await expect(pageWriter('x.yaml', [], { overwrite: true })).rejects.toThrow(UnknownFormatError);
  });
});
