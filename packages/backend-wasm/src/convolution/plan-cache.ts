import type { backend_util } from '@tensorflow/tfjs-core';
import type { Native } from '../native/native';
import { backwardGrids, forwardGrid, type Grid } from './grid';
import { layOut, type Plan } from './plan';

/** A training run meets few geometries; past this many, all plans are made anew. */
const GEOMETRIES = 256;

/** The plans of an input gradient; where they are not `complete`, they leave out pixels whose gradient is zero. */
interface BackwardPlans {
  readonly plans: readonly Plan[];
  readonly complete: boolean;
}

interface Plans {
  forward?: Plan;
  backward?: BackwardPlans;
}

function keyOf(info: backend_util.Conv2DInfo): string {
  const { top, left } = info.padInfo;
  return [
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    info.outChannels,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    top,
    left,
  ].join();
}

/** The plans of convolutions, each made when it is first needed. */
export class PlanCache {
  readonly #plans = new Map<string, Plans>();

  constructor(private readonly native: Native) {}

  /** @throws OutOfMemoryError */
  forward(info: backend_util.Conv2DInfo): Plan {
    const plans = this.#of(info);
    plans.forward ??= layOut(forwardGrid(info), this.native);
    return plans.forward;
  }

  /** @throws OutOfMemoryError */
  backward(info: backend_util.Conv2DInfo): BackwardPlans {
    const plans = this.#of(info);
    if (plans.backward === undefined) {
      const { grids, complete } = backwardGrids(info);
      plans.backward = { plans: this.#layOutAll(grids), complete };
    }
    return plans.backward;
  }

  /** All plans, or, when memory runs out, none. */
  #layOutAll(grids: readonly Grid[]): Plan[] {
    const plans: Plan[] = [];
    try {
      for (const grid of grids) plans.push(layOut(grid, this.native));
    } catch (error) {
      for (const { address } of plans) this.native.heap.release(address);
      throw error;
    }
    return plans;
  }

  #of(info: backend_util.Conv2DInfo): Plans {
    const key = keyOf(info);
    let plans = this.#plans.get(key);
    if (plans === undefined) {
      if (this.#plans.size === GEOMETRIES) this.#clear();
      plans = {};
      this.#plans.set(key, plans);
    }
    return plans;
  }

  #clear(): void {
    for (const { forward, backward } of this.#plans.values()) {
      for (const plan of [...(forward ? [forward] : []), ...(backward?.plans ?? [])]) {
        this.native.heap.release(plan.address);
      }
    }
    this.#plans.clear();
  }
}
