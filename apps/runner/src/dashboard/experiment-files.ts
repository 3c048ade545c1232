import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** How deep files are looked for, and how many. */
const most = { depth: 8, files: 2000 };

/**
 * The YAML files of a folder and below it, `split-mnist/quickstart.yaml`; none if there is no such folder. No link is followed, hidden folders and those of
 * packages are left out, and so is `default.yaml`, which is no experiment of its own.
 */
export function experimentFiles(folder: string): string[] {
  const found: string[] = [];
  const waiting = [{ below: '', depth: 0 }];
  for (let next = waiting.pop(); next !== undefined && found.length < most.files; next = waiting.pop()) {
    const { below, depth } = next;
    for (const entry of entriesOf(join(folder, below))) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const path = `${below}${entry.name}`;
      if (entry.isDirectory() && depth < most.depth) waiting.push({ below: `${path}/`, depth: depth + 1 });
      const isYaml = entry.isFile() && /\.ya?ml$/.test(entry.name) && entry.name !== 'default.yaml';
      if (isYaml) found.push(path);
    }
  }
  return found.toSorted();
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
