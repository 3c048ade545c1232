import type { Hdf5 } from './hdf5';
import { isOperation, type LayerNode, leavesOf } from './layer-tree';

/** The paths of the arrays that are the weights of each layer, in the layer's order. */
export type LayerArrays = ReadonlyMap<LayerNode, readonly string[]>;

/** Where they lie in a whole-model HDF5 file: below the layer's name, under the names that an attribute lists. */
export function arraysByName(hdf5: Hdf5, layers: readonly LayerNode[]): LayerArrays {
  const arrays = new Map<LayerNode, readonly string[]>();
  for (const layer of layers) {
    const group = `/model_weights/${layer.name}`;
    const names = textsOf(hdf5, group, 'weight_names');
    for (const leaf of leavesOf(layer)) {
      // A model within the model has one list, first of what is trained; each layer's own are in its order.
      const own = leaf === layer ? names : names.filter((name) => ownerOf(name) === leaf.name);
      arrays.set(
        leaf,
        own.map((name) => `${group}/${name}`),
      );
    }
  }
  return arrays;
}

/** `block/Conv1/kernel:0` → `Conv1`. */
function ownerOf(weight: string): string | undefined {
  return weight.split('/').at(-2);
}

/** A list of texts in an attribute; a long one is split into several, numbered from 0. */
function textsOf(hdf5: Hdf5, group: string, name: string): readonly string[] {
  const texts = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  const whole = hdf5.attribute(group, name);
  if (whole !== undefined) return texts(whole);
  const parts: string[] = [];
  for (let index = 0; ; index++) {
    const part = hdf5.attribute(group, `${name}${index}`);
    if (part === undefined) return parts;
    parts.push(...texts(part));
  }
}

/**
 * Where they lie in the weights of a `.keras` file: below the layer's class, numbered where there are several of it (`dense`, `dense_1`), since
 * Keras does not trust the names of layers.
 */
export function arraysByPlace(hdf5: Hdf5, layers: readonly LayerNode[], model = ''): LayerArrays {
  const container = ['layers', '_layer_checkpoint_dependencies'] // of Keras 2.13
    .map((name) => `${model}/${name}`)
    .find((path) => hdf5.groups.has(path));
  const arrays = new Map<LayerNode, readonly string[]>();
  const counts = new Map<string, number>();
  for (const layer of layers.filter((each) => !isOperation(each))) {
    const kind = snakeCase(layer.kind);
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    const group = `${container}/${count === 0 ? kind : `${kind}_${count}`}`;
    if (layer.layers === undefined) arrays.set(layer, numbered(hdf5, `${group}/vars`));
    else for (const entry of arraysByPlace(hdf5, layer.layers, group)) arrays.set(...entry);
  }
  return arrays;
}

function numbered(hdf5: Hdf5, group: string): readonly string[] {
  const paths: string[] = [];
  while (hdf5.arrays.has(`${group}/${paths.length}`)) paths.push(`${group}/${paths.length}`);
  return paths;
}

/** As Keras does it: `Conv2DTranspose` → `conv2d_transpose`, `PReLU` → `p_re_lu`. */
function snakeCase(name: string): string {
  return name
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
