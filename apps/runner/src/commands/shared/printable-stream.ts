import { Writable } from 'node:stream';
import { printable } from '@exmodel/loggers';

/**
 * Where commands print: lines of text, in which all that would steer a terminal is escaped. Names, messages and settings come
 * from files and servers; whoever prints them need not care.
 */
export function printableStream(stream: NodeJS.WritableStream): Writable {
  return new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      stream.write(text.split('\n').map(printable).join('\n'));
      done();
    },
  });
}
