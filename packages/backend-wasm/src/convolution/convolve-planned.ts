import type { Workspace } from '../threads/workspace';
import type { Plan } from './plan';

/** How the filters of a plan lie: `columns` of them, and the distances, in floats, of their rows and columns. */
interface FilterMatrix {
  readonly columns: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** The addresses of a convolution's operands. */
interface Operands {
  readonly source: number;
  readonly filters: number;
  readonly bias: number;
  readonly target: number;
}

/** target = source * filters + bias, for the pixels of a plan. */
export function convolvePlanned(
  workspace: Workspace,
  plan: Plan,
  images: number,
  matrix: FilterMatrix,
  { source, filters, bias, target }: Operands,
): void {
  const { threads } = workspace;
  const { groups, depth } = plan;
  const panelCount = Math.ceil(matrix.columns / 8);
  const panels = workspace.temporary(panelCount * 8 * groups * depth * 4);
  threads.run('packPanels', panelCount, Math.ceil(16_384 / (8 * groups * depth)), {
    source: filters,
    target: panels,
    offsets: plan.groupTable,
    groups,
    depth,
    ...matrix,
  });
  threads.reserveScratch(plan.scratchBytes);
  const grain = Math.max(1, Math.floor(images / (threads.size * 8)));
  threads.run('convolve', images, grain, { source, target, panels, bias, plan: plan.address });
}

/** The gradient with respect to the filters of a forward plan. */
export function filterGradientPlanned(
  { threads }: Workspace,
  { address, scratchBytes, tiles }: Plan,
  batch: number,
  { source, gradient, target }: Readonly<Record<'source' | 'gradient' | 'target', number>>,
): void {
  threads.reserveScratch(scratchBytes);
  const grain = Math.ceil(tiles / threads.size);
  threads.run('filterGradient', tiles, grain, { source, gradient, target, plan: address, batch });
}
