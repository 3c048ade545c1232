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
  /** The training of an expert goes on where an earlier process was stopped; `work` was done before. */
  | { readonly type: 'resumed'; readonly expert: number; readonly step: number; readonly work: number }
  /** Registered experts of which it is not known that they have not learned from the validation images: their set. */
  | { readonly type: 'mixed'; readonly set: string }
  /** A checkpoint of a training cannot be used, and is passed over. */
  | { readonly type: 'unusable'; readonly reason: string }
  /** A cached file could not be used, and the expert is trained again. */
  | { readonly type: 'discarded'; readonly path: string; readonly reason: string };
