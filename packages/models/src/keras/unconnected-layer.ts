import type { LayerNode } from './layer-tree';

/**
 * The first layer that is applied to what no layer gives, or to what comes after it. TensorFlow.js would look for it without end.
 *
 * @param layers in the form that TensorFlow.js reads
 */
export function unconnectedLayer(layers: readonly LayerNode[]): LayerNode | undefined {
  for (const { layers: within } of layers) {
    const inner = within && unconnectedLayer(within);
    if (inner !== undefined) return inner;
  }
  // Inputs give a value from the start, and a model counts its own graph as its first use.
  const uses = new Map(layers.map((layer) => [layer.name, isGiven(layer) ? 1 : 0]));
  const waiting = new Map<string, Application[]>();
  const ready: Application[] = [];
  const open = new Set<Application>();
  for (const layer of layers) {
    for (const node of layer.inboundNodes) {
      const needed = placesOf(node).filter(([name, use]) => !((uses.get(name) ?? 0) > use));
      const application = { layer, missing: new Set(needed.map((place) => place.join('\n'))) };
      open.add(application);
      if (needed.length === 0) ready.push(application);
      for (const key of application.missing) {
        const others = waiting.get(key) ?? [];
        others.push(application);
        waiting.set(key, others);
      }
    }
  }
  for (let application = ready.pop(); application !== undefined; application = ready.pop()) {
    open.delete(application);
    const { name } = application.layer;
    const use = uses.get(name) ?? 0;
    uses.set(name, use + 1);
    for (const other of waiting.get(`${name}\n${use}`) ?? []) {
      other.missing.delete(`${name}\n${use}`);
      if (other.missing.size === 0) ready.push(other);
    }
  }
  return [...open][0]?.layer;
}

/** One use of a layer, and the uses of others that it still needs. */
interface Application {
  readonly layer: LayerNode;
  readonly missing: Set<string>;
}

function isGiven({ kind, layers }: LayerNode): boolean {
  return kind === 'InputLayer' || layers !== undefined;
}

/** `[[layer, use, tensor, kwargs], …]` */
function placesOf(node: unknown): readonly (readonly [name: string, use: number])[] {
  const entries = Array.isArray(node) ? node.filter(Array.isArray) : [];
  return entries.map(([name, use]) => [String(name), Number(use)] as const);
}
