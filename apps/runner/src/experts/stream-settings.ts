import { sharedDefaults } from '../config/schema';
import { imageShapeOf } from '../streams/image-shape';
import type { ExpertManifest } from './expert-manifest';

/**
 * What an experiment on registered experts must set, as `key=value`, wherever that is not the default: the stream that they were trained for, and
 * a student of the architecture of the first.
 */
export function streamSettings({
  scenario,
  nic_experiences,
  classes_per_experience,
  experience_classes,
  image_fit,
  normalization,
  seed,
  synthetic,
  architecture: { name: model, inputShape, hiddenSize: hs },
}: ExpertManifest): readonly string[] {
  const [side] = inputShape;
  const settings = {
    ...{ scenario, nic_experiences, classes_per_experience, experience_classes },
    ...{ image_size: imageShapeOf({ scenario, model })[0] === side ? undefined : side, image_fit },
    ...{ image_mean: normalization?.mean, image_std: normalization?.std },
    ...{ synthetic, model, hs, seed: seed ?? undefined },
  };
  const defaults: Readonly<Record<string, unknown>> = sharedDefaults;
  return Object.entries(settings).flatMap(([key, value]) =>
    value === undefined || value === defaults[key]
      ? []
      : [`${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`],
  );
}

/** The same as options of a command. */
export function settingsText(settings: readonly string[]): string {
  return settings
    .map((setting) => (/^[\w.=-]+$/.test(setting) ? `--set ${setting}` : `--set '${setting}'`))
    .join(' ');
}
