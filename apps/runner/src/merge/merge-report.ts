import { formatDuration } from '@exmodel/loggers';
import { bytesText } from '../config/bytes-text';
import { cellText } from '../reports/cell-text';
import { count, isQuantity, share } from '../reports/quantities';
import type { Block, Cell, Report, Table } from '../reports/report';
import type { Agreement } from './agreement';
import type { MergedStudent } from './merge-experts';
import type { MergeFilesEvent } from './merge-files';

type Planned = Extract<MergeFilesEvent, { readonly type: 'planned' }>;
type Estimate = Extract<MergeFilesEvent, { readonly type: 'estimate' }>;

/** A merge that is done, as its page tells it. */
export interface MergeStory {
  /** The student's file, as the user wrote it. */
  readonly out: string;
  readonly command: string;
  /** Version of exmodel, backend, and time: `exmodel 1.0.0, WebAssembly with 2 threads`. */
  readonly madeBy: string;
  readonly planned: Planned;
  /** How each file's network is called. */
  readonly networks: readonly string[];
  readonly estimate: Estimate;
  /** What the experts' origin means, in words, where it was asked for. */
  readonly origin: string | undefined;
  readonly seed: number;
  /** Files among the given images that are none. */
  readonly skipped: number;
  readonly merged: MergedStudent;
  /** Of the whole merge. */
  readonly milliseconds: number;
}

/** The page of a merge: how far the student agrees with each expert, what it was taught on, and what nobody can know from that. */
export function mergeReport(story: MergeStory): Report {
  const { out, command, madeBy } = story;
  const table = agreements(story);
  return {
    title: `${out}: merged from ${story.planned.files.length} models`,
    blocks: [
      paragraph(finding(table)),
      paragraph('Written by'),
      { kind: 'command', line: command },
      paragraph(madeBy),
      heading('Agreement with each expert'),
      table,
      paragraph(
        'Its classes: how often both choose the same of the expert’s own classes. All classes: how often the student chooses the expert’s class among all of its own.',
      ),
      ...(story.merged.synthetic === undefined || story.merged.given !== undefined
        ? [
            paragraph(
              'On images that are not the expert’s own, only those count that the student assigns to one of its classes.',
            ),
          ]
        : []),
      heading('What the student was taught on'),
      lesson(story),
      heading('The experts'),
      experts(story),
      heading('What could not be known'),
      { kind: 'list', items: unknowns(story) },
    ],
  };
}

/** A row for each expert and each kind of images; the bars show the agreement on its own classes. */
function agreements({ planned, merged }: MergeStory): Table {
  const kinds: [on: string, agreements: readonly Agreement[] | undefined, isLabelled: boolean][] = [
    ['images made from it', merged.synthetic, true],
    ['painted images', merged.painted, false],
    ['your images, not learned from', merged.given, false],
  ];
  const rows = planned.files.flatMap(({ location }, i) =>
    kinds.flatMap(([on, of, isLabelled]): Cell[][] => {
      const agreement = of?.[i];
      if (agreement === undefined) return [];
      const { images, own, all } = agreement;
      const known = images > 0;
      return [
        [location, known ? share(own) : null, isLabelled && known ? share(all) : null, on, count(images)],
      ];
    }),
  );
  return {
    ...{ kind: 'table', caption: 'Agreement (%) of the student with each expert', drawing: 'bars', rows },
    columns: [
      { heading: 'expert', align: 'left' },
      { heading: 'its classes', align: 'right' },
      { heading: 'all classes', align: 'right' },
      { heading: 'on', align: 'left' },
      { heading: 'images', align: 'right' },
    ],
  };
}

/** What the table says, in a sentence. */
function finding({ rows }: Table): string {
  const known = rows.flatMap(([name = null, own, , on = null]) =>
    isQuantity(own) ? [{ name: cellText(name), own, on: cellText(on) }] : [],
  );
  const least = known.reduce<(typeof known)[number] | undefined>(
    (worst, each) => (worst === undefined || each.own.value < worst.own.value ? each : worst),
    undefined,
  );
  if (least === undefined) return 'There was no image on which the student could be compared with an expert.';
  const all = known.length > 1 ? 'at least ' : '';
  return `The student agrees with every expert on ${all}${cellText(least.own)} % of images; least with ${least.name}, on ${least.on}.`;
}

function lesson({ planned, estimate, origin, seed, skipped, merged, milliseconds }: MergeStory): Table {
  const { plan, source } = planned;
  const { familiarity } = merged;
  const pixels = (values: readonly number[]) => values.join(', ');
  const rows: [string, string][] = [
    ['source', source],
    ...(estimate.images === undefined ? [] : [['images', String(estimate.images)] as [string, string]]),
    ...(skipped === 0
      ? []
      : [['left out of --images', `${skipped} files that are no images`] as [string, string]]),
    ['size of an image', plan.shape.join(' × ')],
    [
      'pixels',
      plan.normalization === undefined
        ? 'mean and deviation not given'
        : `mean ${pixels(plan.normalization.mean)}; deviation ${pixels(plan.normalization.std)}`,
    ],
    ['network', plan.graph ? `that of ${planned.files[0]?.location}` : plan.architecture],
    ['classes', plan.classes.join(', ')],
    ...(estimate.trunk === undefined
      ? []
      : [['shared', `the first ${estimate.trunk} layers, the same in all experts`] as [string, string]]),
    ...(origin === undefined ? [] : [['origin of the experts', origin] as [string, string]]),
    ...(familiarity?.trust === undefined
      ? []
      : [
          [
            'familiarity',
            `two views of what each expert knows agree with correlation ${familiarity.trust.toFixed(2)}; it counts with weight ${familiarity.weight.toFixed(2)}`,
          ] as [string, string],
        ]),
    ['seed', String(seed)],
    ['time', formatDuration(milliseconds)],
    ['memory', `about ${bytesText(estimate.bytes)} beside what exmodel itself takes`],
  ];
  return {
    kind: 'table',
    columns: ['what', 'value'].map((name) => ({ heading: name, align: 'left' as const })),
    rows,
  };
}

function experts({ planned, networks }: MergeStory): Table {
  return {
    kind: 'table',
    columns: ['file', 'network', 'classes'].map((name) => ({ heading: name, align: 'left' as const })),
    rows: planned.files.map(({ location, classes }, i) => [
      location,
      networks[i] ?? null,
      classes.map(({ name }) => name).join(', '),
    ]),
  };
}

/** What the reader could otherwise take for granted. */
function unknowns({ planned, estimate, merged }: MergeStory): string[] {
  const { plan, outputs } = planned;
  const onReal = merged.given !== undefined;
  const trust = merged.familiarity?.trust;
  return [
    'How accurate the student is: no image here has a label. Agreement says how far it follows its experts, where they are wrong, too. Test it on labelled images of your own.',
    ...(onReal
      ? []
      : [
          'How it does on real photographs: all images were made or painted. Unlabelled ones help most: --images FOLDER.',
        ]),
    'Which expert is right where several know a class, or an image shows none of their classes: only their outputs tell.',
    ...(estimate.origin === 'unknown'
      ? [
          'Which weights the experts’ training started from, and so what each of them has seen: --initial FILE gives them.',
        ]
      : []),
    ...(estimate.origin === 'estimated'
      ? [
          'The weights that the experts’ training started from: they are estimated from the experts; --initial FILE with the true ones is better.',
        ]
      : []),
    ...(trust !== undefined && trust < 0.5
      ? [`Which images each expert knows: two ways to tell hardly agree (correlation ${trust.toFixed(2)}).`]
      : []),
    ...(plan.isDefaultShape
      ? [
          'The size of the images: no file gives it, and it is the architecture’s default; --input sets another.',
        ]
      : []),
    ...(plan.normalization === undefined
      ? ['How pixels were normalised when the experts were trained: --mean and --std give it.']
      : []),
    ...(outputs.some(({ activation }) => activation === 'probabilities')
      ? [
          'The logits of experts that give probabilities: their logarithms were learned, in which a constant is lost.',
        ]
      : []),
    ...(estimate.fewer.length > 0
      ? [`What a machine with more memory would give: here ${estimate.fewer.join('; ')}.`]
      : []),
  ];
}

function heading(text: string): Block {
  return { kind: 'heading', text };
}

function paragraph(text: string): Block {
  return { kind: 'paragraph', text };
}
