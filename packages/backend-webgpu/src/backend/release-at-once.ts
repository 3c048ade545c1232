import type { TfjsWebGpuBackend } from './tfjs-webgpu';

/**
 * tfjs keeps the buffer of a tensor that is disposed until the dispatches that use it are submitted. They run in the order in which they are
 * recorded, so that another tensor may have it at once: less memory, and a step meets the buffers of the step before. Only what the queue writes, aside from that
 * order, has to wait.
 */
export function releaseAtOnce(backend: TfjsWebGpuBackend): void {
  const disposeData = backend.disposeData.bind(backend);
  backend.disposeData = (dataId, force) => {
    if (backend.tensorMap.get(dataId)?.uploaded !== true) backend.commandQueueOwnedIds.delete(dataId);
    return disposeData(dataId, force);
  };
}
