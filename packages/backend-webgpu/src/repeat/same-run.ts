import type { Capture, Slot } from './capture';

/** Whether two runs did the same on the tensors that were given to them, with the same values of everything else. */
export function sameRun(a: Capture, b: Capture): boolean {
  return (
    same(a.assigned, b.assigned, (x, y) => x === y) &&
    same(a.outputs, b.outputs, (x, y) => x.dtype === y.dtype && same(x.shape, y.shape, Object.is)) &&
    same([...a.uploads.values()], [...b.uploads.values()], (x, y) => same(x, y, Object.is)) &&
    same(
      a.commands,
      b.commands,
      (x, y) =>
        x.pipeline === y.pipeline &&
        same(x.workgroups, y.workgroups, Object.is) &&
        same(
          x.bound,
          y.bound,
          (i, j) => i.offset === j.offset && i.size === j.size && sameRole(i.buffer, j.buffer),
        ),
    )
  );

  function sameRole(x: GPUBuffer, y: GPUBuffer): boolean {
    const [slot, other] = [a.slots.get(x), b.slots.get(y)];
    if (slot !== undefined || other !== undefined) return sameSlot(slot, other);
    if (a.scratch.has(x) || b.scratch.has(y)) return a.scratch.has(x) && b.scratch.has(y);
    if (a.uploads.has(x) || b.uploads.has(y)) return placeOf(a.uploads, x) === placeOf(b.uploads, y);
    return x === y;
  }
}

function sameSlot(a: Slot | undefined, b: Slot | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (a.kind === 'variable') return b.kind === 'variable' && a.variable === b.variable;
  return b.kind === a.kind && b.index === a.index;
}

function placeOf(uploads: Capture['uploads'], buffer: GPUBuffer): number {
  return [...uploads.keys()].indexOf(buffer);
}

function same<T>(a: ArrayLike<T>, b: ArrayLike<T>, equal: (x: T, y: T) => boolean): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!equal(a[i] as T, b[i] as T)) return false;
  return true;
}
