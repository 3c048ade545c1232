import { modelNames } from '../src/index';

/** Every architecture; of those that differ in nothing but their depth, the shallowest. */
export const shallowest = modelNames().filter((name) => !/resnet(32|44|56)$/.test(name));
