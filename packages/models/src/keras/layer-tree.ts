import { isObject } from '../json/parse-object';

/** A layer of a Keras model, as its configuration describes it. */
export interface LayerNode {
  readonly name: string;
  /** The name of its class. */
  readonly kind: string;
  /** Of Keras's code, as Keras 3 writes it. */
  readonly module: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** What it is applied to. */
  readonly inboundNodes: readonly unknown[];
  /** The layers of a model within the model. */
  readonly layers?: readonly LayerNode[];
}

/** The layers of a model, in Keras's order; undefined where the configuration describes none. */
export function layerTree({ config }: Readonly<Record<string, unknown>>): readonly LayerNode[] | undefined {
  const layers = isObject(config) ? config.layers : config; // A list alone in the first versions.
  return Array.isArray(layers) ? layers.filter(isObject).map(layerNode) : undefined;
}

function layerNode(layer: Record<string, unknown>): LayerNode {
  const { class_name: kind, module, config, inbound_nodes: inbound } = layer;
  const own = isObject(config) ? config : {};
  const layers = Array.isArray(own.layers) ? layerTree(layer) : undefined;
  return {
    name: String(own.name ?? layer.name ?? ''),
    kind: String(kind),
    module: String(module ?? ''),
    config: own,
    inboundNodes: Array.isArray(inbound) ? inbound : [],
    ...(layers !== undefined && { layers }),
  };
}

/** A layer, or all those in a model, that are no models themselves. */
export function leavesOf(layer: LayerNode): readonly LayerNode[] {
  return layer.layers?.flatMap(leavesOf) ?? [layer];
}

/** Whether it is a function of Keras, such as `x * 0.5` between layers. */
export function isOperation({ module }: LayerNode): boolean {
  return /^keras\.(src\.)?ops\b/.test(module);
}
