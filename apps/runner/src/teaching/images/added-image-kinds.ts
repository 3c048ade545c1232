import type { ImageKind } from './image-kind';

/** The image kinds of plugins: complete before `registry.ts` is loaded. */
export const addedImageKinds: ImageKind[] = [];
