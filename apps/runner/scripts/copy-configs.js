// Before packing: the experiments of configs/ go where the installed command looks for them.
import { cpSync } from 'node:fs';

const fromHere = (path) => new URL(path, import.meta.url);
cpSync(fromHere('../../../configs'), fromHere('../dist/configs'), { recursive: true });
