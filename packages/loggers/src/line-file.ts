/** A file that lines are appended to, each handed to the operating system at once. */
export interface LineFile {
  /** Opens the file, unless it is open. Throws what node:fs throws. */
  open(): void;
  /** Appends `line`, which has no line end of its own. Throws what node:fs throws. */
  append(line: string): void;
  close(): void;
}

/**
 * Opens `path` for appending at the first line, or before, so that a file that cannot be opened fails like one that cannot be written.
 * Once it is open, lines go to that very file, even if its folder is removed and another takes its place.
 * Every line is one synchronous write: after `kill -9` all lines but perhaps the last are whole. Where an earlier process
 * left a torn last line, it is ended first, so that it cannot spoil the next one. A new file begins with `header`, if given.
 *
 * node:fs is looked up here and not imported, so that a browser can load the package for its other sinks.
 */
export function lineFile(path: string, header?: string): LineFile {
  const fs = process.getBuiltinModule('node:fs');
  let descriptor: number | undefined;

  const opening = () => {
    const opened = fs.openSync(path, 'a+');
    const { size } = fs.fstatSync(opened);
    const last = new Uint8Array(1);
    if (size > 0 && fs.readSync(opened, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a) {
      fs.appendFileSync(opened, '\n');
    }
    if (size === 0 && header !== undefined) fs.appendFileSync(opened, `${header}\n`);
    return opened;
  };
  const open = () => {
    descriptor ??= opening();
    return descriptor;
  };

  return {
    open,
    append(line) {
      const opened = open();
      fs.appendFileSync(opened, `${line}\n`); // writes on until all is written, as a bare writeSync does not
    },
    close() {
      if (descriptor !== undefined) fs.closeSync(descriptor);
      descriptor = undefined;
    },
  };
}
