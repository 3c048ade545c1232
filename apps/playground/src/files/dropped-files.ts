/** Files by path: those that were dropped, folders with all that is in them. */
export async function droppedFiles({ items }: DataTransfer): Promise<ReadonlyMap<string, File>> {
  const files = new Map<string, File>();
  // They must be taken before anything is awaited: the browser empties the list then.
  const dropped = Array.from(items, (item) => item.webkitGetAsEntry() ?? item.getAsFile());
  for (const each of dropped) {
    if (each instanceof File) files.set(each.name, each);
    else if (each !== null) await collect(each, files);
  }
  return files;
}

/** Files by path: those of an `<input type="file">`, of a folder where one was chosen. */
export function chosenFiles(list: FileList): ReadonlyMap<string, File> {
  return new Map(Array.from(list).map((file) => [file.webkitRelativePath || file.name, file]));
}

async function collect(entry: FileSystemEntry, files: Map<string, File>): Promise<void> {
  const path = entry.fullPath.replace(/^\//, '');
  if (entry.isFile) {
    files.set(
      path,
      await new Promise((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)),
    );
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives some entries at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    for (const each of some) await collect(each, files);
  }
}
