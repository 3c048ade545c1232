"""PyTorch's side of the benchmark: the same networks, data shapes and steps as bench.ts. Prints one line of JSON."""

import json
import resource
import sys
import time

import torch
from torch import nn

# A number of threads, or "cuda".
threads, name, batch, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
parts = sys.argv[5].split(",")
device = "cuda" if threads == "cuda" else "cpu"
if device == "cpu":
    torch.set_num_threads(int(threads))
torch.manual_seed(1)


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )


class Block(nn.Module):
    def __init__(self, before, after, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(before, after, 3, stride, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU(),
            nn.Conv2d(after, after, 3, 1, 1, bias=False), nn.BatchNorm2d(after),
        )
        self.shortcut = nn.Identity()
        if before != after or stride != 1:
            self.shortcut = nn.Sequential(nn.Conv2d(before, after, 1, stride, bias=False), nn.BatchNorm2d(after))

    def forward(self, x):
        return torch.relu(self.body(x) + self.shortcut(x))


def resnet():
    layers = [nn.Conv2d(3, 20, 3, 1, 1, bias=False), nn.BatchNorm2d(20), nn.ReLU()]
    for i, width in enumerate([20, 40, 80, 160]):
        layers += [Block(20 if i == 0 else width // 2, width, 1 if i == 0 else 2), Block(width, width, 1)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(160, 10, bias=False))


class Inverted(nn.Module):
    def __init__(self, before, after, stride, expansion):
        super().__init__()
        wide = before * expansion
        layers = []
        if expansion != 1:
            layers += [nn.Conv2d(before, wide, 1, bias=False), nn.BatchNorm2d(wide), nn.ReLU6()]
        layers += [
            nn.Conv2d(wide, wide, 3, stride, 1, groups=wide, bias=False), nn.BatchNorm2d(wide), nn.ReLU6(),
            nn.Conv2d(wide, after, 1, bias=False), nn.BatchNorm2d(after),
        ]
        self.body = nn.Sequential(*layers)
        self.residual = stride == 1 and before == after

    def forward(self, x):
        return x + self.body(x) if self.residual else self.body(x)


def mobilenet():
    layers = [nn.Conv2d(3, 32, 3, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU6()]
    channels = 32
    for t, c, n, s in [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]:
        for i in range(n):
            layers.append(Inverted(channels, c, s if i == 0 else 1, t))
            channels = c
    layers += [nn.Conv2d(320, 1280, 1, bias=False), nn.BatchNorm2d(1280), nn.ReLU6()]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1280, 10, bias=False))


model = {"lenet": lenet, "resnet": resnet, "mobilenet": mobilenet, "mobilenet224": mobilenet}[name]().to(device)
shape = {"lenet": (1, 28, 28), "resnet": (3, 32, 32), "mobilenet": (3, 128, 128), "mobilenet224": (3, 224, 224)}[name]
images = torch.randn(batch, *shape, device=device)
labels = torch.arange(batch, device=device) % 10
optimizer = torch.optim.SGD(model.parameters(), 0.01, momentum=0.9)


def forward():
    model.eval()
    with torch.no_grad():
        model(images)


def train():
    model.train()
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(images), labels).backward()
    optimizer.step()


def input_gradient():
    model.eval()
    x = images.clone().requires_grad_(True)
    nn.functional.cross_entropy(model(x), labels).backward()


def rate(step):
    step()
    step()
    # A GPU works on while the next steps are recorded: it is waited for once in ten.
    block = 10 if device == "cuda" else 1
    wall, cpu, end = [], [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(wall) < 3:
        start, before = time.perf_counter(), time.process_time()
        for _ in range(block):
            step()
        if device == "cuda":
            torch.cuda.synchronize()
        wall.append((time.perf_counter() - start) / block)
        cpu.append((time.process_time() - before) / block)
    best = lambda times: sorted(times)[len(times) // 10]
    return {"wall": round(batch / best(wall)), "cpu": round(batch / best(cpu))}


result = {}
if "forward" in parts:
    result["forward"] = rate(forward)
if "train" in parts:
    result["train"] = rate(train)
if "input" in parts:
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    result["input"] = rate(input_gradient)
result["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
print(json.dumps(result))
