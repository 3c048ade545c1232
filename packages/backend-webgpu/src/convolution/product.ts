import type { TensorInfo } from '@tensorflow/tfjs-core';
import { dispatch } from '../backend/dispatch';
import type { TfjsWebGpuBackend } from '../backend/tfjs-webgpu';

/** Invocations of a workgroup, at most. */
const GROUP = 256;
/** Each invocation computes SIDE × SIDE values. */
const SIDE = 4;
/** Terms of the sums that are in workgroup memory at a time, and how many vectors of four these are. */
const STEP = 16;
const VECTORS = STEP / 4;
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
  readonly left: Matrix<'rows' | 'depth'>;
  readonly right: Matrix<'columns' | 'depth'>;
  /** Named `out`. */
  readonly output: TensorInfo;
  readonly integers: Readonly<Record<string, number>>;
  /**
   * WGSL functions:
   * - `rowOf(m: u32) -> vec4i` and `depthOf(k: u32) -> vec4i`: what the others need to know of a row and of a term; run once for each;
   * - `leftAt(row: vec4i, depth: vec4i) -> i32`: where in its tensor an element of the left matrix is; negative if it is 0;
   * - `rightAt(depth: vec4i, n: u32) -> u32`: the same of the right matrix, which has no such zeros;
   * - `address(row: vec4i, part: u32, m: u32, n: u32) -> u32`: where an element of the product goes.
   */
  readonly code: string;
}

interface Matrix<Axis> {
  readonly tensor: TensorInfo;
  /** Which elements are neighbours in memory. */
  readonly along: Axis;
  /** Whether, from each multiple of four on, four of these are neighbours without a gap: then one address does for all. */
  readonly inFours: boolean;
}

/** Computes it in tiles: the sums run in an order that depends on the shapes alone. */
export function implicitProduct(backend: TfjsWebGpuBackend, product: ImplicitProduct): void {
  const { rows, columns, depth, parts = 1, left, right } = product;
  const tiles = tiling(columns);
  const { across, down, tileColumns, tileRows, columnTiles } = tiles;
  const threads = across * down;
  const rowTiles = Math.ceil(rows / tileRows);
  const x = Math.min(rowTiles, MOST_GROUPS);
  dispatch(backend, {
    name: [product.name, across, left.inFours, right.inFours].join(':'),
    inputs: { lefts: left.tensor, rights: right.tensor },
    outputs: { out: product.output },
    integers: { ...product.integers, rows, columns, depth, partDepth: partDepth(depth, parts), columnTiles },
    workgroups: [x, Math.ceil(rowTiles / x), columnTiles * parts],
    code: () => `
      ${product.code}
      fn leftValue(at: i32) -> f32 {
        if (at < 0) { return 0.0; }
        return lefts[at];
      }
      var<workgroup> rowsOf: array<vec4i, ${tileRows}>;
      var<workgroup> depthsOf: array<vec4i, ${STEP}>;
      var<workgroup> leftTile: array<vec4f, ${leftVectors(tileRows)}>;
      var<workgroup> rightTile: array<vec4f, ${STEP * across}>;
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
          ${loadLeft(left, tiles)}
          ${loadRight(right, tiles)}
          workgroupBarrier();
          let next = k0 + ${STEP}u + local;
          if (local < ${STEP}u && next < end) { depthsOf[local] = depthOf(next); }
          ${left.along === 'depth' ? addAlongDepth(tiles) : addAlongRows(tiles)}
        }
        // Sums without a term, as between the strides of a 1 × 1 filter, have met no barrier since rows were looked up.
        workgroupBarrier();
        ${range(
          SIDE,
          (i) => `{
          let m = ${left.along === 'depth' ? `ty + ${i * down}u` : `ty * ${SIDE}u + ${i}u`};
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

/** Terms of a part: whole vectors of four. */
function partDepth(depth: number, parts: number): number {
  return 4 * Math.ceil(depth / parts / 4);
}

type Tiles = ReturnType<typeof tiling>;

/** Vectors along the terms have one of room more a row, so that invocations do not wait for one another's memory bank. */
const leftVectors = (tileRows: number) => tileRows * (VECTORS + 1);

/** Fills `leftTile`: with four terms of a row in each vector, or with four rows of a term. */
function loadLeft({ along, inFours }: ImplicitProduct['left'], { across, down, tileRows }: Tiles): string {
  const threads = across * down;
  const load = (row: (j: number) => string, term: (j: number) => string, guard: (j: number) => string) =>
    inFours
      ? `let at = leftAt(rowsOf[${row(0)}], depthsOf[${term(0)}]);
            if (at >= 0) { value = vec4f(lefts[at], lefts[at + 1], lefts[at + 2], lefts[at + 3]); }`
      : range(
          4,
          (j) =>
            `if (${guard(j)}) { value[${j}] = leftValue(leftAt(rowsOf[${row(j)}], depthsOf[${term(j)}])); }`,
        );
  if (along === 'depth') {
    return `for (var e = local; e < ${tileRows * VECTORS}u; e += ${threads}u) {
            let r = e / ${VECTORS}u;
            let k4 = e % ${VECTORS}u;
            var value = vec4f(0.0);
            if (m0 + r < given.rows && k0 + 4u * k4 < end) {
              ${load(
                () => 'r',
                (j) => `4u * k4 + ${j}u`,
                (j) => `k0 + 4u * k4 + ${j}u < end`,
              )}
            }
            leftTile[r * ${VECTORS + 1}u + k4] = value;
          }`;
  }
  return `for (var e = local; e < ${(STEP * tileRows) / 4}u; e += ${threads}u) {
            let r4 = e % ${tileRows / 4}u;
            let kk = e / ${tileRows / 4}u;
            var value = vec4f(0.0);
            if (m0 + 4u * r4 < given.rows && k0 + kk < end) {
              ${load(
                (j) => `4u * r4 + ${j}u`,
                () => 'kk',
                (j) => `m0 + 4u * r4 + ${j}u < given.rows`,
              )}
            }
            leftTile[kk * ${tileRows / 4}u + r4] = value;
          }`;
}

/** Fills `rightTile`, with four columns of a term in each vector. */
function loadRight({ along, inFours }: ImplicitProduct['right'], { across, down }: Tiles): string {
  const threads = across * down;
  const load = inFours
    ? `let at = rightAt(depthsOf[kk], n);
              value = vec4f(rights[at], rights[at + 1u], rights[at + 2u], rights[at + 3u]);`
    : range(
        4,
        (j) => `if (n + ${j}u < given.columns) { value[${j}] = rights[rightAt(depthsOf[kk], n + ${j}u)]; }`,
      );
  return `for (var e = local; e < ${STEP * across}u; e += ${threads}u) {
            ${
              along === 'columns'
                ? `let c4 = e % ${across}u; let kk = e / ${across}u;`
                : `let kk = e % ${STEP}u; let c4 = e / ${STEP}u;`
            }
            let n = n0 + 4u * c4;
            var value = vec4f(0.0);
            if (n < given.columns && k0 + kk < end) {
              ${load}
            }
            rightTile[kk * ${across}u + c4] = value;
          }`;
}

function addAlongDepth({ across, down }: Tiles): string {
  return `for (var k4 = 0u; k4 < ${VECTORS}u; k4++) {
            ${range(4, (j) => `let b${j} = rightTile[(4u * k4 + ${j}u) * ${across}u + tx];`)}
            ${range(
              SIDE,
              (i) => `{
              let a = leftTile[(ty + ${i * down}u) * ${VECTORS + 1}u + k4];
              sum${i} += a.x * b0;
              sum${i} += a.y * b1;
              sum${i} += a.z * b2;
              sum${i} += a.w * b3;
            }`,
            )}
          }`;
}

function addAlongRows({ across, tileRows }: Tiles): string {
  return `for (var kk = 0u; kk < ${STEP}u; kk++) {
            let b = rightTile[kk * ${across}u + tx];
            let a = leftTile[kk * ${tileRows / 4}u + ty];
            ${range(SIDE, (i) => `sum${i} += a[${i}] * b;`)}
          }`;
}

/** Tiles as wide as the columns, or as an equal part of them: small networks have 6, 20 or 40 channels, and no invocation shall be idle. */
export function tiling(columns: number) {
  const columnTiles = Math.ceil(columns / WIDEST);
  const across = Math.ceil(columns / columnTiles / SIDE);
  // Tall tiles need workgroup memory, of which every device has 16 KiB.
  const down = Math.min(Math.floor(GROUP / across), 32);
  const tileRows = down * SIDE;
  const memory = 16 * (tileRows + STEP + leftVectors(tileRows) + STEP * across);
  return { across, down, tileColumns: across * SIDE, tileRows, columnTiles, memory };
}

function range(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => line(i)).join('\n            ');
}
