/** The files of a data set are not where they were looked for. */
export class DatasetNotFoundError extends Error {
  override readonly name = 'DatasetNotFoundError';
  /** The data set, such as `FashionMNIST`. */
  readonly dataset: string;
  /** The file names that were looked for. */
  readonly files: readonly string[];
  /** The folders that were searched; none of them holds all of the files. */
  readonly folders: readonly string[];
  /** The command that fetches them, such as `exmodel download cifar10`; undefined where there is none. */
  readonly command: string | undefined;

  /**
   * `download` is the name for `downloadDataset`; `remedy` is further advice, as a whole sentence; `fault` says what is wrong with a folder
   * that was named.
   */
  constructor(
    facts: {
      dataset: string;
      files: readonly string[];
      folders: readonly string[];
      download?: string | undefined;
      remedy?: string | undefined;
      fault?: string | undefined;
    },
    options?: ErrorOptions,
  ) {
    const { dataset, files, folders, download, remedy, fault } = facts;
    const where =
      folders.length > 0 ? `no folder of ${folders.join(', ')} holds them all` : 'no dataroot was given';
    const command = download && `exmodel download ${download}`;
    const advice = [command && `Run \`${command}\` (in code: downloadDataset).`, remedy];
    const found =
      fault === undefined
        ? `${dataset} was not found: expected ${files.join(', ')}, but ${where}.`
        : `${fault}. Expected ${files.join(', ')}.`;
    super(`${found} ${advice.filter(Boolean).join(' ')}`, options);
    this.dataset = dataset;
    this.files = files;
    this.folders = folders;
    this.command = command;
  }
}
