/** One image of a CIFAR "binary version" file. */
export interface CifarRecord {
  /** The class; for CIFAR-100 the coarse class goes before it. */
  readonly labels: readonly number[];
  /** 1024 red values, row by row, then as many green and blue ones. */
  readonly planes: readonly number[];
}

/** The bytes of such a file: for each image its labels, then its planes. */
export function cifarBytes(records: readonly CifarRecord[]): Uint8Array {
  return Uint8Array.from(records.flatMap(({ labels, planes }) => [...labels, ...planes]));
}
