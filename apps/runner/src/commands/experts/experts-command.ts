import type { Command } from 'commander';
import { defineExport } from './export';
import { defineImport } from './import';
import { defineList } from './list';
import { defineTrain } from './train';
import { defineVerify } from './verify';

/** `exmodel experts VERB`. */
export function defineExperts(experts: Command, options: { readonly quickstart: string }): void {
  defineList(experts);
  defineTrain(experts, options);
  defineImport(experts);
  defineVerify(experts);
  defineExport(experts);
}
