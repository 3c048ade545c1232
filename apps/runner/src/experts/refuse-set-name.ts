import { ExpertRegistryError } from './registry-error';

/** @throws ExpertRegistryError unless a set of experts can be called so; its name is that of its folder. */
export function refuseSetName(name: string): void {
  if (/^\w[\w.-]*$/.test(name)) return;
  throw new ExpertRegistryError(
    `--name is ${name}`,
    'letters, digits, dots and hyphens',
    'Correct the name.',
  );
}
