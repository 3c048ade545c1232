import type { Random } from '@exmodel/distill';

/** Values that a file of YAML or JSON should not have, and that a reader must survive. */
const hostile: readonly string[] = [
  ...[
    '1e309',
    '-1e309',
    '-0',
    '1e12',
    '9007199254740993',
    '0.1e-400',
    '.nan',
    '-.inf',
    '0x7fffffff',
    '1_000',
  ],
  ...[
    'null',
    '~',
    'true',
    '""',
    '"\\u0000"',
    '"\\u202e\\u001b[2J"',
    '\u202e',
    '\ud800',
    '\u0000',
    '\ufeff',
    '\u2028',
  ],
  ...[
    '[]',
    '{}',
    '[[]]',
    '[null]',
    '{"a": {}}',
    '"__proto__"',
    '{"__proto__": {"lr": 7}}',
    '{"constructor": 1}',
  ],
  ...[
    '!!js/function "x"',
    '!foo 1',
    '!!binary aGk=',
    '!!float x',
    '&a [*a]',
    '*a',
    '<<',
    '? 1',
    '|',
    '>-',
    '%YAML 1.1',
    '---',
    '...',
  ],
  ...['"', "'", '[', '{', ']', '}', ':', ',', '#', '- ', '\t', '\n', '\r', '\\'],
  ...['../../etc/passwd', 'CON', '/dev/zero', 'x'.repeat(70_000), `"${'x'.repeat(70_000)}"`],
  ...[
    '['.repeat(3000),
    `${'['.repeat(3000)}${']'.repeat(3000)}`,
    `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`,
    `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
    '- '.repeat(2000),
  ],
];

/** Keys that mean something to JavaScript, and none to any schema. */
const keys: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '0',
  '',
  '\u202e',
];

/** A value of YAML or JSON: a word, a number or a text in quotes. */
const value = /"(?:[^"\\\n]|\\.)*"|[\w.+-]+/g;

type Mutation = (text: string, random: Random) => string;

const mutations: readonly Mutation[] = [
  /** Flips a bit. */
  (text, random) => {
    const bytes = Buffer.from(text);
    const at = random.integer(Math.max(1, bytes.length));
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.integer(8));
    return bytes.toString('latin1');
  },
  /** Cuts the end, or a piece. */
  (text, random) => text.slice(0, random.integer(text.length + 1)),
  (text, random) => {
    const [from, to] = range(text, random);
    return text.slice(0, from) + text.slice(to);
  },
  /** Doubles a piece, or the whole a few times. */
  (text, random) => {
    const [from, to] = range(text, random);
    return text.slice(0, to) + text.slice(from);
  },
  (text, random) => text.repeat(2 + random.integer(3)),
  /** Replaces a value or a key. */
  (text, random) => replaceOne(text, random, () => pick(hostile, random)),
  (text, random) =>
    replaceOne(text, random, (old) =>
      old.startsWith('"') ? JSON.stringify(pick(keys, random)) : pick(keys, random),
    ),
  (text, random) => replaceOne(text, random, (old) => (old.startsWith('"') ? '1' : '"1"')),
  /** Replaces a value by another one of the same file. */
  (text, random) => replaceOne(text, random, () => pick(text.match(value) ?? [''], random)),
  /** Adds something anywhere. */
  (text, random) => {
    const at = random.integer(text.length + 1);
    return text.slice(0, at) + pick(hostile, random) + text.slice(at);
  },
  /** Drops, repeats or swaps lines. */
  (text, random) => {
    const lines = text.split('\n');
    const [one, other] = [random.integer(lines.length), random.integer(lines.length)];
    const line = lines[one] as string;
    lines[one] = lines[other] as string;
    if (random.integer(2) === 0) lines[other] = line;
    return lines.join('\n');
  },
];

/** The text, changed in one to three ways as damage or malice would. */
export function mutated(text: string, random: Random): string {
  let changed = text;
  for (let times = 1 + random.integer(3); times > 0; times--)
    changed = pick(mutations, random)(changed, random);
  return changed;
}

function replaceOne(text: string, random: Random, replacement: (old: string) => string): string {
  const found = [...text.matchAll(value)];
  if (found.length === 0) return text;
  const { 0: old, index } = pick(found, random);
  return text.slice(0, index) + replacement(old) + text.slice(index + old.length);
}

function range(text: string, random: Random): [from: number, to: number] {
  const from = random.integer(text.length + 1);
  return [from, from + random.integer(text.length - from + 1)];
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[random.integer(list.length)] as T;
}
