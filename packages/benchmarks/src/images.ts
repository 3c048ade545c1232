export { decodeImage, type ImageFileFacts } from './images/decode-image';
export type { DecodedImage } from './images/decoded-image';
export { resizeAndCrop } from './views/resize-and-crop';
