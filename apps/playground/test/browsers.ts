import { execFileSync } from 'node:child_process';
import { type Browser, launch } from 'puppeteer-core';

/** The browser of this machine (Debian: apt-get install chromium firefox-esr), or that of CHROMIUM or FIREFOX. */
export function findBrowser(name: 'chromium' | 'firefox'): string | undefined {
  const given = process.env[name.toUpperCase()];
  if (given !== undefined) return given;
  try {
    const command = name === 'firefox' ? 'firefox-esr' : name;
    const found = execFileSync('which', [command], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return found.trim();
  } catch {
    return undefined;
  }
}

/** A busy machine may take long to start a browser. */
const patient = { timeout: 0, protocolTimeout: 0 };

/** Switches of Chromium for a GPU that the processor imitates. */
export const imitatedGpu = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** @param downloads folder where files that are downloaded go */
export async function openBrowser(
  name: 'chromium' | 'firefox',
  executablePath: string,
  downloads: string,
  switches: readonly string[] = [],
): Promise<Browser> {
  if (name === 'firefox') {
    return launch({
      ...{ browser: 'firefox', executablePath, headless: true, ...patient },
      extraPrefsFirefox: {
        'browser.download.dir': downloads,
        'browser.download.folderList': 2,
        'browser.download.useDownloadDir': true,
        'browser.download.always_ask_before_handling_new_types': false,
      },
    });
  }
  const browser = await launch({
    executablePath,
    headless: true,
    args: ['--no-sandbox', ...switches],
    ...patient,
  });
  const session = await browser.target().createCDPSession();
  await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads });
  return browser;
}
