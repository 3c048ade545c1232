/** What the page calls the options of the command. */
const labels: readonly (readonly [flag: RegExp, label: string])[] = [
  [/, or choose --source[^.]*/g, ''],
  [/omit --images/g, 'remove your pictures'],
  [/Give --mean and --std/g, 'Choose “Pixels” in the settings'],
  [/--mean and --std/g, '“Pixels”'],
  [/--input/g, '“Size of images”'],
  [/--architecture/g, '“Network of the student”'],
  [/--(expert|classes)/g, '“Classes”'],
];

/** A message as a page shows it: advice that only a command line can follow is left out. */
export function inThePage(message: string): string {
  const named = labels.reduce((text, [flag, label]) => text.replace(flag, label), message);
  const sentences = named.split(/(?<=\.)\s+(?=[A-Z“])/);
  return sentences
    .filter((sentence) => !/(^|\s)--\w|\bexmodel (list|inspect|merge)\b|FILE[:.]/.test(sentence))
    .join(' ');
}
