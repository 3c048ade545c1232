/** WGSL of `inside(plane, y, x, channel)`: an element of the images in `tensor`, the first of whose image is at `plane`; 0 outside of the image. */
export function insideOf(tensor: string, height: string, width: string, channels: string): string {
  return `
      fn inside(plane: i32, y: i32, x: i32, channel: i32) -> f32 {
        if (y < 0 || x < 0 || y >= i32(given.${height}) || x >= i32(given.${width})) { return 0.0; }
        return ${tensor}[u32(plane + (y * i32(given.${width}) + x) * i32(given.${channels}) + channel)];
      }`;
}
