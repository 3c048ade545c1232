import type { layers } from '@tensorflow/tfjs-layers';

/** The arguments of every tfjs layer (name, trainable, …); tfjs-layers does not export the type. */
export type LayerArgs = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

/** What a layer's configuration adds to those of all layers, with its defaults. */
export type OwnConfig<Config extends LayerArgs> = {
  readonly [Name in Exclude<keyof Config, keyof LayerArgs>]-?: Exclude<Config[Name], undefined>;
};
