import { configuredMetric } from '../../experiments/choose-best';

/** Prints which keys of a file are ignored, and which metric is used if the named one is called otherwise here. */
export function printReadings({
  config,
  ignored,
}: {
  readonly config: { readonly metric_name: string };
  readonly ignored: readonly string[];
}): void {
  if (ignored.length > 0) console.log(`ignored, no effect here: ${ignored.join(', ')}`);
  const { metric_name } = config;
  const { name } = configuredMetric(config);
  if (name !== metric_name)
    console.log(`metric_name ${metric_name} is read as ${name}, over the test images of all tasks`);
}
