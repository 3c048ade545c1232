/** What happens while experts are prepared. */
export type ExpertEvent =
  | {
      readonly type: 'progress';
      readonly expert: number;
      readonly detail: string;
      readonly work: number;
      readonly loss: number | undefined;
    }
  /** An expert is ready; `fromCache` if it did not have to be trained. */
  | {
      readonly type: 'ready';
      readonly expert: number;
      readonly accuracy: number;
      readonly fromCache: boolean;
    }
  /** A cached file could not be used, and the expert is trained again. */
  | { readonly type: 'discarded'; readonly path: string; readonly reason: string };
