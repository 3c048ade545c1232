import type { Scenario } from './scenario';

/** The stream of another scenario, each experience its own task; the task is given at test time too. */
export function multiTask(name: string, stream: Scenario): Scenario {
  return {
    ...stream,
    name,
    aliases: [],
    multiTask: true,
    async open(options) {
      const benchmark = await stream.open(options);
      return {
        ...benchmark,
        scenario: name,
        multiTask: true,
        experiences: benchmark.experiences.map((experience) => ({ ...experience, task: experience.index })),
      };
    },
  };
}
