export type ImageShape = [batch: number, height: number, width: number, channels: number];
