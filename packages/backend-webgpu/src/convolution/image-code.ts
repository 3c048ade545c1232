/** WGSL of `inside(plane, y, x, channel)`: where an element of the images is, the first of whose image is at `plane`; −1 outside of the image. */
export function insideOf(height: string, width: string, channels: string): string {
  return `
      fn inside(plane: i32, y: i32, x: i32, channel: i32) -> i32 {
        if (y < 0 || x < 0 || y >= i32(given.${height}) || x >= i32(given.${width})) { return -1; }
        return plane + (y * i32(given.${width}) + x) * i32(given.${channels}) + channel;
      }`;
}
