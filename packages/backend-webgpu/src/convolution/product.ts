import type { TensorInfo } from '@tensorflow/tfjs-core';
import { dispatch } from '../backend/dispatch';
import type { TfjsWebGpuBackend } from '../backend/tfjs-webgpu';

/** Invocations of a workgroup, at most. */
const GROUP = 256;
/** Each invocation computes SIDE × SIDE values. */
const SIDE = 4;
/** Terms of the sums that are in workgroup memory at a time. */
const STEP = 16;
const WIDEST = 64;
const MOST_GROUPS = 65_535;

/** A product of matrices whose elements are found as they are needed, so that no matrix of patches is ever stored. */
export interface ImplicitProduct {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** Terms of each sum. */
  readonly depth: number;
  /** Into how many parts the sums are cut, each with an output of its own. */
  readonly parts?: number;
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  /** Named `out`. */
  readonly output: TensorInfo;
  readonly integers: Readonly<Record<string, number>>;
  /**
   * WGSL functions:
   * - `rowOf(m: u32) -> vec4i` and `depthOf(k: u32) -> vec4i`: what the others need to know of a row and of a term; run once for each;
   * - `left(row: vec4i, depth: vec4i) -> f32` and `right(depth: vec4i, n: u32) -> f32`: an element of either matrix;
   * - `address(row: vec4i, part: u32, m: u32, n: u32) -> u32`: where an element of the product goes.
   */
  readonly code: string;
  /** Which elements of the left matrix are neighbours in memory: those of a row, or those of a term. */
  readonly leftAlong: 'rows' | 'depth';
  readonly rightAlong: 'columns' | 'depth';
}

/** Computes it in tiles: the sums run in an order that depends on the shapes alone. */
export function implicitProduct(backend: TfjsWebGpuBackend, product: ImplicitProduct): void {
  const { rows, columns, depth, parts = 1 } = product;
  const { across, down, tileColumns, tileRows, columnTiles } = tiling(columns);
  const threads = across * down;
  const rowTiles = Math.ceil(rows / tileRows);
  const x = Math.min(rowTiles, MOST_GROUPS);
  const of = (outer: number, along: boolean) =>
    along
      ? `let outer = e % ${outer}u; let kk = e / ${outer}u;`
      : `let kk = e % ${STEP}u; let outer = e / ${STEP}u;`;
  dispatch(backend, {
    name: `${product.name}:${across}`,
    inputs: product.inputs,
    outputs: { out: product.output },
    integers: { ...product.integers, rows, columns, depth, partDepth: Math.ceil(depth / parts), columnTiles },
    workgroups: [x, Math.ceil(rowTiles / x), columnTiles * parts],
    code: `
      ${product.code}
      var<workgroup> rowsOf: array<vec4i, ${tileRows}>;
      var<workgroup> depthsOf: array<vec4i, ${STEP}>;
      // A column of room more than is used keeps invocations from waiting for one another's memory bank.
      var<workgroup> lefts: array<f32, ${STEP * (tileRows + 1)}>;
      var<workgroup> rights: array<f32, ${STEP * tileColumns}>;
      @compute @workgroup_size(${threads})
      fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) local: u32) {
        let m0 = (group.y * groups.x + group.x) * ${tileRows}u;
        let n0 = (group.z % given.columnTiles) * ${tileColumns}u;
        let part = group.z / given.columnTiles;
        let begin = part * given.partDepth;
        let end = min(given.depth, begin + given.partDepth);
        for (var r = local; r < ${tileRows}u; r += ${threads}u) {
          if (m0 + r < given.rows) { rowsOf[r] = rowOf(m0 + r); }
        }
        if (local < ${STEP}u && begin + local < end) { depthsOf[local] = depthOf(begin + local); }
        let tx = local % ${across}u;
        let ty = local / ${across}u;
        ${range(SIDE, (i) => `var sum${i} = vec4f(0.0);`)}
        for (var k0 = begin; k0 < end; k0 += ${STEP}u) {
          workgroupBarrier();
          for (var e = local; e < ${STEP * tileRows}u; e += ${threads}u) {
            ${of(tileRows, product.leftAlong === 'rows')}
            var value = 0.0;
            if (m0 + outer < given.rows && k0 + kk < end) { value = left(rowsOf[outer], depthsOf[kk]); }
            lefts[kk * ${tileRows + 1}u + outer] = value;
          }
          for (var e = local; e < ${STEP * tileColumns}u; e += ${threads}u) {
            ${of(tileColumns, product.rightAlong === 'columns')}
            var value = 0.0;
            if (n0 + outer < given.columns && k0 + kk < end) { value = right(depthsOf[kk], n0 + outer); }
            rights[kk * ${tileColumns}u + outer] = value;
          }
          workgroupBarrier();
          let next = k0 + ${STEP}u + local;
          if (local < ${STEP}u && next < end) { depthsOf[local] = depthOf(next); }
          for (var kk = 0u; kk < ${STEP}u; kk++) {
            let l = kk * ${tileRows + 1}u + ty * ${SIDE}u;
            let r = kk * ${tileColumns}u + tx * ${SIDE}u;
            let b = vec4f(rights[r], rights[r + 1u], rights[r + 2u], rights[r + 3u]);
            ${range(SIDE, (i) => `sum${i} += lefts[l + ${i}u] * b;`)}
          }
        }
        ${range(
          SIDE,
          (i) => `{
          let m = ty * ${SIDE}u + ${i}u;
          if (m0 + m < given.rows) {
            for (var j = 0u; j < ${SIDE}u; j++) {
              let n = n0 + tx * ${SIDE}u + j;
              if (n < given.columns) { out[address(rowsOf[m], part, m0 + m, n)] = sum${i}[j]; }
            }
          }
        }`,
        )}
      }`,
  });
}

/** Tiles as wide as the columns, or as an equal part of them: small networks have 6, 20 or 40 channels, and no invocation shall be idle. */
export function tiling(columns: number) {
  const columnTiles = Math.ceil(columns / WIDEST);
  const across = Math.ceil(columns / columnTiles / SIDE);
  // Tall tiles need workgroup memory, of which every device has 16 KiB.
  const down = Math.min(Math.floor(GROUP / across), 32);
  return { across, down, tileColumns: across * SIDE, tileRows: down * SIDE, columnTiles };
}

function range(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => line(i)).join('\n        ');
}
