import { type Command, Option } from 'commander';
import { mergeDefaults } from '../merge/merge-options';
import { mergeSourceNames } from '../merge/sources';
import { type MergeFlags, merge } from './merge';
import { backendOption } from './shared/backend-option';
import { overwriteOption } from './shared/overwrite-option';
import { repeatable } from './shared/repeatable';
import { atLeastOne, wholeNumber } from './shared/whole-number';

export function defineMerge(command: Command): void {
  command
    .argument('[experts...]', 'models, as --expert takes them; of a TensorFlow.js model also its folder')
    .option(
      '--expert <file:classes>',
      'a model and its classes in the order of its outputs, FILE:cat,dog; for some outputs only, FILE:cat=3,dog=5; names with , or = in double quotes; repeatable',
      repeatable,
      [],
    )
    .option(
      '--out <file>',
      'student to write: .safetensors, .pth, .pt, or .onnx or a folder if the first expert is an ONNX or a TensorFlow.js layers model; default: student, in the kind of the first expert',
    )
    .addOption(overwriteOption())
    .option(
      '--architecture <name>',
      'architecture of the student; default: that of the experts (of the first, if it is an ONNX or a TensorFlow.js layers model)',
    )
    .option('--classes <names>', 'order of the student’s outputs; default: that of the experts')
    .option('--input <HxWxC>', 'size of the images, such as 32x32x1; default: read from the files')
    .option(
      '--mean <numbers>',
      'mean of the pixels (0 to 1) that the experts were trained with, such as .1307',
    )
    .option('--std <numbers>', 'standard deviation of those pixels, such as .3081')
    .option(
      '--initial <file>',
      'the weights that the experts’ training started from, to measure which images are familiar to which expert',
    )
    .option('--images <folder>', 'folder of unlabelled JPEG and PNG images, to learn from and to compare on')
    .option('--strict', 'stop at a file of --images that is no such image, instead of skipping it')
    .addOption(
      new Option('--source <name>', 'what to learn from instead of --images').choices(mergeSourceNames),
    )
    .option(
      '--iterations <count>',
      `training steps of the student; default: ${mergeDefaults.consensusIterations}, or ${mergeDefaults.iterations} per expert if it learns from them in turn`,
      atLeastOne,
    )
    .option('--seed <number>', 'seed of all random draws', wholeNumber, 1234)
    .addOption(backendOption())
    .action(async (experts: readonly string[], flags: MergeFlags) => {
      await merge({ ...flags, expert: [...experts, ...flags.expert] });
    });
}
