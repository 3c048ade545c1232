"""PyTorch's side of layers.ts: the same operations by the same names. Prints one line of JSON."""

import json
import sys
import time

import torch

seconds = float(sys.argv[1])
torch.set_num_threads(1)
torch.manual_seed(1)
aten = torch.ops.aten
times = {}


def milliseconds(compute):
    for _ in range(3):
        compute()
    best, end, count = float("inf"), time.perf_counter() + seconds, 0
    while count < 5 or time.perf_counter() < end:
        start = time.process_time()
        compute()
        best = min(best, time.process_time() - start)
        count += 1
    return best * 1e3


def product(size):
    a, b = torch.randn(size, size), torch.randn(size, size)
    times[f"product {size}"] = milliseconds(lambda: a @ b)


def convolution(side, before, after, stride):
    depthwise = after == 1
    groups = before if depthwise else 1
    x = torch.randn(32, before, side, side)
    w = torch.randn(before, 1, 3, 3) if depthwise else torch.randn(after, before, 1, 1)
    pad = [1, 1] if depthwise else [0, 0]
    name = f"depthwise {side} {before} stride {stride}" if depthwise else f"pointwise {side} {before} to {after}"

    def forward():
        return aten.convolution(x, w, None, [stride, stride], pad, [1, 1], False, [0, 0], groups)

    dy = torch.randn_like(forward())

    def backward(*mask):
        aten.convolution_backward(dy, x, w, None, [stride, stride], pad, [1, 1], False, [0, 0], groups, mask)

    times[f"{name}: forward"] = milliseconds(forward)
    times[f"{name}: input gradient"] = milliseconds(lambda: backward(True, False, False))
    times[f"{name}: filter gradient"] = milliseconds(lambda: backward(False, True, False))


def batch_norm(side, channels):
    x, dy = torch.randn(32, channels, side, side), torch.randn(32, channels, side, side)
    scale, offset = torch.randn(channels), torch.randn(channels)

    def forward():
        return aten.native_batch_norm(x, scale, offset, None, None, True, 0.1, 1e-5)

    _, mean, inverse = forward()

    def gradient():
        aten.native_batch_norm_backward(dy, x, scale, None, None, mean, inverse, True, 1e-5, [True, True, True])

    times[f"batch norm {side} {channels}: forward"] = milliseconds(forward)
    times[f"batch norm {side} {channels}: gradient"] = milliseconds(gradient)


with torch.no_grad():
    product(512)
    for side, before, after in [(64, 16, 96), (32, 144, 24), (16, 32, 192), (8, 384, 64), (4, 960, 160)]:
        convolution(side, before, after, 1)
    for side, channels, stride in [(64, 96, 2), (32, 144, 1), (8, 384, 1)]:
        convolution(side, channels, 1, stride)
    for side, channels in [(64, 96), (32, 24), (8, 384)]:
        batch_norm(side, channels)
print(json.dumps(times))
