import type { GivenFiles } from '@exmodel/models/weights';
import { useState } from 'preact/hooks';
import { findImages } from '../files/find-images';
import { DropZone } from './drop-zone';
import { FileButton } from './file-button';
import { namesText } from './names-text';

interface Props {
  readonly images: GivenFiles;
  readonly isDisabled: boolean;
  onImages(images: GivenFiles): void;
}

/** Unlabelled pictures that the student learns from in place of painted images. */
export function OwnPictures({ images, isDisabled, onImages }: Props) {
  const [notice, setNotice] = useState('');
  function add(given: GivenFiles): void {
    const found = new Set(findImages([...given.keys()]));
    const others = [...given.keys()].filter((path) => !found.has(path));
    setNotice(
      others.length === 0 ? '' : `Left out, since they are no JPEG or PNG files: ${namesText(others)}.`,
    );
    const all = new Map(images);
    for (const path of found) all.set(freeName(path, all), given.get(path) as Blob);
    onImages(all);
  }
  return (
    <section aria-labelledby="pictures">
      <h3 id="pictures">Pictures to learn from, if you have some</h3>
      <p class="small">
        Without them, images are painted. Pictures of the kind that the models were trained on teach more,
        also without labels: ten or more, JPEG or PNG. They are read in this page and stay on this machine.
      </p>
      <DropZone label="Drop pictures here" {...{ isDisabled }} onFiles={add}>
        <p class="buttons">
          <FileButton
            label="Choose pictures"
            accept="image/jpeg,image/png"
            {...{ isDisabled }}
            onFiles={add}
          />
          <FileButton label="Choose a folder of pictures" isFolder {...{ isDisabled }} onFiles={add} />
          {images.size > 0 && (
            <button
              type="button"
              disabled={isDisabled}
              onClick={() => {
                setNotice('');
                onImages(new Map());
              }}
            >
              Remove the pictures
            </button>
          )}
        </p>
        {images.size > 0 && <p>{images.size === 1 ? 'One picture' : `${images.size} pictures`}</p>}
      </DropZone>
      <p role="status" class="notice">
        {notice}
      </p>
    </section>
  );
}

/** The same path may come from two folders. */
function freeName(path: string, taken: GivenFiles): string {
  let name = path;
  for (let i = 2; taken.has(name); i++) name = `${path} (${i})`;
  return name;
}
