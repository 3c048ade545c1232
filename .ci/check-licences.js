// `pnpm check:packages`: what users install besides our packages is under licences that ask for no more than a notice.
import { execFileSync } from 'node:child_process';

const allowed = ['0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT'];

// What pnpm says of licences that a manifest states in a file only. We have read them: they ask for a notice and no more (h5wasm: NIST's).
const read = { h5wasm: 'Unknown' };

const listed = execFileSync('pnpm', ['licenses', 'list', '--prod', '--json'], { encoding: 'utf8' });
const dependencies = Object.values(JSON.parse(listed)).flat();

// A licence is an SPDX expression, such as `(Apache-2.0 AND BSD-3-Clause)`. Every name in it must be allowed, also on both sides of OR.
const isAllowed = ({ name, license }) =>
  read[name] === license ||
  license
    .replace(/[()]/g, '')
    .split(/ AND | OR /)
    .every((name) => allowed.includes(name));

const refused = dependencies.filter((dependency) => !isAllowed(dependency));
for (const { name, versions, license } of refused) {
  console.error(
    `${name} ${versions.join(', ')}: ${license}. Expected ${allowed.join(', ')}: do without it, or decide and add the licence here.`,
  );
}
if (dependencies.length === 0)
  console.error('No dependency was listed. Expected those of node_modules: run pnpm install.');
if (refused.length > 0 || dependencies.length === 0) process.exit(1);
console.log(`licences of ${dependencies.length} dependencies: ${allowed.join(', ')}`);
