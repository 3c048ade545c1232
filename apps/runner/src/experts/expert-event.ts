/** What is told while experts are made. */
export type ExpertEvent =
  | {
      readonly type: 'progress';
      readonly expert: number;
      readonly detail: string;
      readonly work: number;
      readonly loss: number | undefined;
    }
  /** Expert is ready; `fromCache` when nothing had to be trained. */
  | {
      readonly type: 'ready';
      readonly expert: number;
      readonly accuracy: number;
      readonly fromCache: boolean;
    }
  /** A cached file could not be used and is made again. */
  | { readonly type: 'discarded'; readonly path: string; readonly reason: string };
