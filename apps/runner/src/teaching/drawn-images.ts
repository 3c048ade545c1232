import {
  type Expert,
  type ImageBatch,
  type Place,
  type Random,
  shareOrigin,
  type Weights,
} from '@exmodel/distill';
import { evidenceAscent } from '@exmodel/distill/layers';
import type { ImageFormat } from './images/image-kind';
import { paintedStart } from './images/painted';
import { synthesisEvents } from './synthesis-events';
import type { TeachingProgress } from './teaching-event';
import { work } from './work';

/** Whether images can be drawn towards the expert's classes by its evidence: it is known, or estimated, from which weights its training started. */
export async function canDraw(expert: Expert, initial: Weights | undefined): Promise<boolean> {
  const origin = expert.initialWeights ?? initial;
  const weights = await expert.weights?.();
  if (expert.novelty === undefined || origin === undefined || weights === undefined) return false;
  return shareOrigin(weights, origin);
}

/** Work of drawing so many images: at most ten steps each, of the expert and of both of its views. */
export function drawnWork(images: number): number {
  return images * 10 * 3 * work.synthesis;
}

interface Drawing {
  readonly format: ImageFormat;
  /** Logits of the student. */
  readonly outputs: number;
  /** The weights that experts' training started from which bring none of their own. */
  readonly initial?: Weights | undefined;
  /** Images that go through the expert together. */
  readonly batchSize: number;
  /** Images that tell what is usual for the expert, together; default: `batchSize`. */
  readonly referenceSize?: number;
  readonly signal?: AbortSignal | undefined;
}

/** `count` painted images, in whole classes, drawn towards the classes of one expert by its own evidence. */
export function drawnImages(
  expert: Expert,
  count: number,
  { format, ...options }: Drawing,
  random: Random,
  place: Place = {},
): AsyncGenerator<TeachingProgress, ImageBatch> {
  const make = evidenceAscent({ shape: format.shape, start: paintedStart(format), ...options });
  return synthesisEvents(make(expert, count, random, place), 'drawing');
}
