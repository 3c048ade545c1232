export { LocationError } from './location/location-error';
export type { HubOptions } from './places/hub/open-hub-file';
export type { LocationOptions } from './places/locate';
export { TfjsFileError } from './tfjs/tfjs-file-error';
export { tfjsHandler } from './tfjs/tfjs-handler';
