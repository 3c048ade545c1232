export type { HubOptions } from './hub/read-hub-file';
export type { LocationOptions } from './location/locate';
export { LocationError } from './location/location-error';
export { TfjsFileError } from './tfjs/tfjs-file-error';
export { tfjsHandler } from './tfjs/tfjs-handler';
