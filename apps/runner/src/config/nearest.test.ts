import { describe, expect, it } from 'vitest';
import { suggestion } from './nearest';

describe('suggestion', () => {
  it.each([
    ['buffer_sise', ' Did you mean "buffer_size"?'],
    ['lr_', ' Did you mean "lr"?'],
    ['bufferiter', ' Did you mean "buffer_iter"?'],
    ['LR', ' Did you mean "lr"?'],
    ['Buffer_Size', ' Did you mean "buffer_size"?'],
    ['learning_rate', ''],
    ['zzzzzz', ''],
  ])('of "%s" is "%s"', (given, expected) => {
    expect(suggestion(given, ['hs', 'lr', 'buffer_size', 'buffer_iter', 'num_iter_per_exp'])).toBe(expected);
  });

  it('is nothing where nothing is known', () => {
    expect(suggestion('lr', [])).toBe('');
  });
});
