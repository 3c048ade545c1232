import { createModel } from '@exmodel/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ExpertManifest } from './expert-manifest';

/** A model of a registered expert's architecture, to load its weights into. The caller disposes it. */
export function registeredModel({
  name,
  inputShape,
  outputs,
  hiddenSize,
}: ExpertManifest['architecture']): LayersModel {
  return createModel(name, {
    inputShape,
    classes: outputs,
    random: () => 0.5,
    ...(hiddenSize !== undefined && { hiddenSize }),
  });
}
