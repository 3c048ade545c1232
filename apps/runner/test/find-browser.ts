import { execFileSync } from 'node:child_process';

/** The browser of this machine (Debian: apt-get install chromium firefox-esr), or that of CHROMIUM or FIREFOX. */
export function findBrowser(name: 'chromium' | 'firefox'): string | undefined {
  const given = process.env[name.toUpperCase()];
  if (given !== undefined) return given;
  try {
    return execFileSync('which', [name === 'firefox' ? 'firefox-esr' : name], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}
