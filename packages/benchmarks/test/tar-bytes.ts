/** A tar archive (POSIX ustar) of files, and of links where the content is the text of a path. */
export function tarBytes(files: Readonly<Record<string, Uint8Array | string>>): Uint8Array {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const data = typeof content === 'string' ? Buffer.alloc(0) : Buffer.from(content);
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\x000000000\x000000000\0', 100);
    header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0        ', 136);
    header.write(typeof content === 'string' ? '2' : '0', 156);
    if (typeof content === 'string') header.write(content, 157);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, value) => total + value, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, data, Buffer.alloc((512 - (data.length % 512)) % 512)];
  });
  return new Uint8Array(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}
