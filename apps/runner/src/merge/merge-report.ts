import { count, share } from '../reports/quantities';
import type { Block, Cell, Column, Report } from '../reports/report';
import { evaluationReport } from './evaluation/evaluation-report';
import type { MergedModels } from './merge-models';

/**
 * What a merge tells of its student: on labelled images how often it is right, on others how far it agrees with the experts. Without images of the
 * user it says what that is worth, what could not be known, and what would help.
 *
 * @param names of the experts
 */
export function mergeReport(names: readonly string[], merged: MergedModels): Report {
  if (merged.evaluation !== undefined) return evaluationReport(merged.evaluation);
  const blocks = [agreements(names, merged)];
  if (merged.given !== undefined) {
    const text = `Of --images, only those count that the student assigns to one of the expert’s classes. ${noAccuracy}`;
    return { blocks: [...blocks, { kind: 'paragraph', text }, ...known(merged)] };
  }
  const what = `${painted} ${noAccuracy}`;
  return { blocks: [...blocks, { kind: 'paragraph', text: what }, ...known(merged), help(merged)] };
}

const painted =
  'Painted images show none of the classes: agreement on them says how much a student has learned from its experts, and does not rank students.';

const noAccuracy =
  'This is not accuracy: only labelled images show whether the student is right, with --test FOLDER or exmodel evaluate.';

function agreements(names: readonly string[], { painted, given }: MergedModels): Block {
  return {
    kind: 'table',
    columns: columns(['expert', 'on', 'images', 'agreement, its classes']),
    rows: names.map((name, i): Cell[] => {
      const { images = 0, own } = given?.[i] ?? painted?.[i] ?? {};
      const on = given === undefined ? 'painted images' : '--images';
      return [name, on, count(images), images === 0 ? null : share(own)];
    }),
  };
}

/** Left of all but the numbers. */
function columns(headings: readonly string[]): Column[] {
  return headings.map((heading, i) => ({ heading, align: i < 2 ? 'left' : 'right' }));
}

/** What could not be known; no block if nothing. */
function known({ origin, hasBatchNorm, familiarity, given }: MergedModels): Block[] {
  const items = [
    ...(origin === 'unknown' ? ['which weights the experts’ training started from'] : []),
    ...(origin === 'estimated'
      ? ['which weights the experts’ training started from: they were estimated']
      : []),
    ...(hasBatchNorm || given !== undefined
      ? []
      : ['what the experts’ images looked like: none has batch norm']),
    ...trustItems(familiarity),
  ];
  return items.length === 0
    ? []
    : [
        { kind: 'paragraph', text: 'Not known:' },
        { kind: 'list', items },
      ];
}

/** How far the experts' familiarity could be trusted; nothing where it could, or where that is not known. */
function trustItems(familiarity: MergedModels['familiarity']): string[] {
  if (familiarity?.trust === undefined || familiarity.trust >= 0.2) return [];
  const { trust, weight } = familiarity;
  const word = trust > 0.1 ? 'only somewhat' : 'not';
  return [
    `which expert knows an image: two views of it agree ${word} (correlation ${trust.toFixed(2)}, weight ${weight.toFixed(2)})`,
  ];
}

function help({ origin }: MergedModels): Block {
  const start = origin === 'unknown' || origin === 'estimated';
  const initial = start
    ? '--initial FILE, the weights that all experts started from, such as the public network that they were fine-tuned from; and '
    : '';
  return {
    kind: 'paragraph',
    text: `What would help most: ${initial}--images FOLDER, images like those of the experts, without labels.`,
  };
}
