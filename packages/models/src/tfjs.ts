export { LocationError } from './location/location-error';
export type { HubOptions } from './places/hub/open-hub-file';
export type { LocationOptions } from './places/locate';
export { isLayersFile, layersFiles } from './tfjs/layers-files';
export { type NewClasses, withNewClasses } from './tfjs/new-classes';
export { TfjsFileError } from './tfjs/tfjs-file-error';
export { tfjsHandler } from './tfjs/tfjs-handler';
export { zipFiles } from './tfjs/zip-files';
