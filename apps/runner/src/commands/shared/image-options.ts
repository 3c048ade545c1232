import type { Command } from 'commander';
import { parseInput, parseNormalization } from '../../merge/input-format';
import { MergeError } from '../../merge/merge-error';
import type { MergeWishes } from '../../merge/merge-plan';

/** What models' images are like, as the user says it. */
export interface ImageFlags {
  readonly input?: string;
  readonly mean?: string;
  readonly std?: string;
}

export function withImageOptions(command: Command): Command {
  return command
    .option('--input <HxWxC>', 'size of the images, such as 32x32x1; default: read from the files')
    .option(
      '--mean <numbers>',
      'mean of the pixels (0 to 1) that the experts were trained with, such as .1307',
    )
    .option('--std <numbers>', 'standard deviation of those pixels, such as .3081');
}

/** @throws MergeError */
export function wishedImages({ input, mean, std }: ImageFlags): Pick<MergeWishes, 'shape' | 'normalization'> {
  if ((mean === undefined) !== (std === undefined)) {
    const only = mean === undefined ? 'std' : 'mean';
    throw new MergeError(`only --${only} was given`, '--mean and --std', 'Give both.');
  }
  return {
    shape: input === undefined ? undefined : parseInput(input),
    normalization: mean === undefined || std === undefined ? undefined : parseNormalization(mean, std),
  };
}

/** A warning of files that are left out. @param flag that gave their folder */
export function skippedText(flag: string, files: readonly string[]): string {
  const named = files.slice(0, 3).join(', ');
  const more = files.length > 3 ? ` and ${files.length - 3} more` : '';
  return `no JPEG or PNG images of ${flag}, and skipped (--strict stops instead): ${named}${more}`;
}
