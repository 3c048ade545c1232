import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from './compile';
import { emptyProject } from './empty-project';
import { installLines, readmePrograms, relativeLinks } from './readme-programs';
import { inFolder, type Packed, packAll, published } from './tarballs';
import { writePrograms } from './write-programs';

let all: readonly Packed[];
let projects: string;
let faults: readonly string[];

/** The libraries; the command is tested in runner.e2e.test.ts. */
const names = published.filter((path) => path.startsWith('packages/')).map((path) => basename(path));
const packed = (name: string) => all.find(({ source }) => basename(source) === name) as Packed;

// Everything is packed once, and all that is TypeScript is compiled at once, as by someone who is strict.
beforeAll(() => {
  all = packAll();
  projects = mkdtempSync(join(tmpdir(), 'exmodel-packed-'));
  const files: string[] = [];
  for (const name of names) {
    const { source, readme } = packed(name);
    emptyProject(join(projects, name), readme, all);
    for (const { file } of writePrograms(join(projects, name), packed(name))) files.push(`${name}/${file}`);
    if (existsSync(join(source, 'test/consumer.ts'))) {
      copyFileSync(join(source, 'test/consumer.ts'), join(projects, name, 'consumer.ts'));
      files.push(`${name}/consumer.ts`);
    }
  }
  faults = compile(projects, files, all).split('\n');
});

afterAll(() => {
  rmSync(projects, { recursive: true, force: true });
});

describe.each(names)('%s, packed and installed into an empty project as its README says', (name) => {
  it('holds what is needed and no more', () => {
    const { manifest, files } = packed(name);
    expect(JSON.stringify(manifest)).not.toMatch(/catalog:|workspace:|@exmodel\/source/);
    const needless = files.filter(
      (file) => !/^package\/(dist\/.*\.(js|js\.map|d\.ts)|package\.json|README\.md|LICENSE)$/.test(file),
    );
    expect(needless).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['package/README.md', 'package/LICENSE']));
  });

  it('says on npm what it is, where it comes from and whom to ask', () => {
    const { manifest, readme, source } = packed(name);
    const { repository, homepage, bugs, author, license, keywords } = manifest;
    expect(repository).toMatchObject({ type: 'git', directory: `packages/${name}` });
    expect([homepage, bugs]).toEqual([expect.stringContaining(`/${name}`), expect.stringMatching(/issues$/)]);
    expect([author, license]).toEqual(['The exmodel authors', 'MIT']);
    expect(keywords).not.toHaveLength(0);
    expect(relativeLinks(readme).filter((path) => !existsSync(join(source, path)))).toEqual([]);
    const others = names.filter((other) => !readme.includes(`@exmodel/${other}`));
    expect(others).toEqual([]);
    expect(readme, 'a picture, before the installation').toMatch(
      /^(!\[.*\)|```text\n.*─.*```)\n+```sh\nnpm install/ms,
    );
    expect(installLines(readme, 'pnpm add')).toEqual(installLines(readme, 'npm install'));
  });

  it('can be imported and required, by each of its entries', () => {
    const { manifest } = packed(name);
    const entries = Object.keys(manifest.exports ?? {}).map((entry) => `${manifest.name}${entry.slice(1)}`);
    const script = `
      for (const entry of ${JSON.stringify(entries)}) {
        const [imported, required] = [await import(entry), createRequire(import.meta.url)(entry)];
        console.log(Object.keys(imported).length > 0 && Object.keys(imported).every((key) => imported[key] === required[key]));
      }`;
    writeFileSync(
      join(projects, name, 'entries.mjs'),
      `import { createRequire } from 'node:module';${script}`,
    );
    const printed = inFolder(join(projects, name), process.execPath, 'entries.mjs');
    expect(printed.trim().split('\n')).toEqual(entries.map(() => 'true'));
  });

  it('satisfies strict TypeScript, with every program of its README', () => {
    expect(faults.filter((fault) => fault.startsWith(`${name}/`))).toEqual([]);
  });

  it('prints what its README shows', () => {
    const programs = readmePrograms(packed(name).readme);
    expect(programs).not.toHaveLength(0);
    for (const { number, output } of programs) {
      const printed = inFolder(join(projects, name), process.execPath, `program-${number}.js`);
      expect(printed, `program ${number} of the README`).toBe(output);
    }
  });
});
