import { type ImageSource, sourceFacts } from './image-source';
import type { Scenario } from './scenario';
import { splitByClass } from './split-by-class';

/**
 * A stream of new classes: the data set's classes in random order, cut into equal experiences or, on request, into
 * ones of given sizes or of given classes; all of them at once where there is a single experience.
 */
export function newClasses(
  source: ImageSource,
  {
    name,
    aliases = [],
    experienceCount,
  }: { name: string; aliases?: readonly string[] | undefined; experienceCount: number },
): Scenario {
  return {
    name,
    aliases,
    stream: name,
    ...sourceFacts(source),
    experienceCount,
    multiTask: false,
    divisible: experienceCount > 1,
    options: {},
    async open(options) {
      const { load, normalization, trainAugmentation } = source;
      const data = await load(options);
      const { classCount, shape } = data.train;
      const drawn = options.generator.randperm(classCount);
      const { classes, classesPerExperience = experienceCount } = options;
      return {
        scenario: name,
        classCount,
        shape,
        multiTask: false,
        normalization,
        ...(trainAugmentation && { trainAugmentation }),
        experiences:
          classes === undefined
            ? splitByClass(data, drawn, classesPerExperience)
            : splitByClass(
                data,
                classes.flat(),
                classes.map(({ length }) => length),
              ),
      };
    },
  };
}
