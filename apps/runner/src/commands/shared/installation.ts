import { fileURLToPath } from 'node:url';
import manifest from '../../../package.json';

/** Whether a package manager installed this command. Otherwise it is a checkout of the repository, where pnpm starts it. */
export const isInstalled = import.meta.url.includes('/node_modules/');

/** The folder of the checkout. */
export const checkout = fileURLToPath(import.meta.url.replace(/(.*)\/apps\/runner\/.*/, '$1'));

/** How the command of an installation is started by whoever has Node alone. */
export const npxLine = `npx ${manifest.name}`;
