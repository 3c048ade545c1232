import { expect, test } from 'vitest';
import { findImages } from './find-images';

test('pictures are known by their names', () => {
  const pictures = ['a.png', 'B.JPG', 'deep/c.jpeg'];
  const others = ['a.gif', 'png', 'Thumbs.db', 'model.json', '._a.png', '__MACOSX/deep/a.png'];
  expect(findImages([...pictures, ...others])).toEqual(pictures);
});
