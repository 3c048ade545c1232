import type { layers } from '@tensorflow/tfjs-layers';

/** What every tfjs layer takes (name, trainable, …); tfjs-layers does not export the type. */
export type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;
