import type { GivenFiles } from '@exmodel/models/weights';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { droppedFiles } from '../files/dropped-files';

interface Props {
  readonly label: string;
  readonly isDisabled: boolean;
  readonly children: ComponentChildren;
  onFiles(files: GivenFiles): void;
}

/** A place where files and folders can be dropped. */
export function DropZone({ label, isDisabled, children, onFiles }: Props) {
  const [isOver, setOver] = useState(false);
  return (
    <section
      class={`drop${isOver ? ' over' : ''}`}
      aria-label={label}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (!isDisabled && event.dataTransfer) void droppedFiles(event.dataTransfer).then(onFiles);
      }}
    >
      {children}
    </section>
  );
}
