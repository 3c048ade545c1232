import type { layers } from '@tensorflow/tfjs-layers';

/** The arguments of every tfjs layer (name, trainable, …); tfjs-layers does not export the type. */
export type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;
