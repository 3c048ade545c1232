import { ExpertRegistryError } from './registry-error';

/** @throws ExpertRegistryError if this cannot be the name of a set of experts, which is also that of its folder */
export function refuseSetName(name: string): void {
  if (/^\w[\w.-]*$/.test(name)) return;
  throw new ExpertRegistryError(
    `--name is ${name}`,
    'letters, digits, dots and hyphens',
    'Correct the name.',
  );
}
