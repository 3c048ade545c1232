/** The files of a data set are not where they were looked for. */
export class DatasetNotFoundError extends Error {
  override readonly name = 'DatasetNotFoundError';
  /** The data set, such as `FashionMNIST`. */
  readonly dataset: string;
  /** The file names that were looked for, each as it is or with `.gz` appended. */
  readonly files: readonly string[];
  /** The folders that were looked in, none of which holds all of the files. */
  readonly folders: readonly string[];

  constructor(
    facts: { dataset: string; files: readonly string[]; folders: readonly string[]; remedy: string },
    options?: ErrorOptions,
  ) {
    const { dataset, files, folders, remedy } = facts;
    const where =
      folders.length > 0 ? `no folder of ${folders.join(', ')} holds them all` : 'no dataroot was given';
    super(
      `${dataset} was not found: expected ${files.join(', ')} (plain or .gz), but ${where}. ${remedy}`,
      options,
    );
    this.dataset = dataset;
    this.files = files;
    this.folders = folders;
  }
}
