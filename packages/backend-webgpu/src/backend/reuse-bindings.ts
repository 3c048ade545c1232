import type { TfjsWebGpuBackend } from './tfjs-webgpu';

/** Kept at a time; a training step of a ResNet needs 500. When there are more, all are forgotten. */
const MOST = 8192;

/** What each bind group binds, in the order of the bindings. */
export const boundBy = new WeakMap<GPUBindGroup, readonly GPUBufferBinding[]>();

/**
 * A step of training repeats the one before: the same shaders on the same buffers. What tfjs makes anew for each dispatch, bind groups and layouts,
 * is kept here: to make them takes the CPU longer than most shaders take the GPU.
 */
export function reuseBindings({ device }: TfjsWebGpuBackend): void {
  const createComputePipeline = device.createComputePipeline.bind(device);
  device.createComputePipeline = (descriptor) => {
    const pipeline = createComputePipeline(descriptor);
    const layout = pipeline.getBindGroupLayout(0);
    pipeline.getBindGroupLayout = () => layout;
    return pipeline;
  };

  const numberOf = numbered();
  const createBindGroup = device.createBindGroup.bind(device);
  const known = new Map<string, GPUBindGroup>();
  device.createBindGroup = (descriptor) => {
    let key = String(numberOf(descriptor.layout));
    for (const { resource } of descriptor.entries) {
      if (!('buffer' in resource)) return createBindGroup(descriptor);
      key += `,${numberOf(resource.buffer)}:${resource.offset ?? 0}:${resource.size ?? ''}`;
    }
    const found = known.get(key);
    if (found !== undefined) return found;
    const group = createBindGroup(descriptor);
    boundBy.set(
      group,
      Array.from(descriptor.entries, ({ resource }) => resource as GPUBufferBinding),
    );
    if (known.size >= MOST) known.clear();
    known.set(key, group);
    return group;
  };
}

/** A number for each object, always the same. */
function numbered(): (object: object) => number {
  const numbers = new WeakMap<object, number>();
  let next = 0;
  return (object) => {
    const number = numbers.get(object) ?? next++;
    numbers.set(object, number);
    return number;
  };
}
