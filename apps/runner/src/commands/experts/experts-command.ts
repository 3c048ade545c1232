import type { Command } from 'commander';
import { exmodelLine } from '../shared/command-line';
import { defineExport } from './export';
import { defineImport } from './import';
import { defineList } from './list';
import { defineTrain } from './train';
import { defineVerify } from './verify';

const examples: Readonly<Record<string, string>> = {
  list: '--logdir runs',
  train: 'experiment.yaml',
  import: 'first.pth:5,4 second.pth:8,2 --scenario split_mnist',
  verify: 'split_mnist-own',
  export: 'split_mnist-own --out experts',
};

/** `exmodel experts VERB`. */
export function defineExperts(experts: Command, options: { readonly quickstart: string }): void {
  defineList(experts);
  defineTrain(experts, options);
  defineImport(experts);
  defineVerify(experts);
  defineExport(experts);
  for (const verb of experts.commands)
    verb.addHelpText(
      'after',
      `\nExample:\n  ${exmodelLine(['experts', verb.name()])} ${examples[verb.name()]}`,
    );
}
