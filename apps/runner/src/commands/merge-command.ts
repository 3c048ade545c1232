import { type Command, Option } from 'commander';
import { mergeDefaults } from '../merge/merge-options';
import { mergeSourceNames } from '../merge/sources';
import { type MergeFlags, merge } from './merge';
import { backendOption } from './shared/backend-option';
import { repeatable } from './shared/repeatable';
import { atLeastOne, wholeNumber } from './shared/whole-number';

export function defineMerge(program: Command): void {
  program
    .command('merge')
    .description('make one student of models of your own, without any data')
    .requiredOption(
      '--expert <file:classes>',
      'a model and its classes, FILE:cat,dog or, of more outputs, FILE:cat=3,dog=5; repeatable',
      repeatable,
      [],
    )
    .requiredOption('--out <file>', 'student to write: .safetensors, .pth or .pt')
    .option('--architecture <name>', 'of the student; without it, that of the experts')
    .option('--classes <names>', 'order of the student’s outputs; without it, that of the experts')
    .option('--input <HxWxC>', 'size of the images, 32x32x1; without it, as the files say')
    .option('--mean <numbers>', 'mean of the pixels in 0 … 1 that the experts were trained with, .1307')
    .option('--std <numbers>', 'their standard deviation, .3081')
    .option(
      '--initial <file>',
      'the weights that the experts’ training started from: with them it can be told who knows an image',
    )
    .option('--images <folder>', 'unlabelled JPEG and PNG images, to learn from and to compare on')
    .addOption(
      new Option('--source <name>', 'what to learn from instead of --images').choices(mergeSourceNames),
    )
    .option(
      '--iterations <count>',
      `steps of the student; without it, ${mergeDefaults.consensusIterations}, or ${mergeDefaults.iterations} for each expert where it learns from them in turn`,
      atLeastOne,
    )
    .option('--seed <number>', 'of every draw', wholeNumber, 1234)
    .addOption(backendOption())
    .action(async (flags: MergeFlags) => {
      await merge(flags);
    });
}
