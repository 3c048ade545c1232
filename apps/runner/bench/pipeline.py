"""PyTorch's side of pipeline.ts: Split MNIST by model inversion (arXiv 2112.06511), the same work step by step. Prints one line of JSON."""

import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

folder, threads = Path(sys.argv[1]), int(sys.argv[2])
config = json.loads((folder / "job.json").read_text())
torch.set_num_threads(threads)
torch.manual_seed(config["seed"])
seconds = {"experts": 0.0, "synthesis": 0.0, "distillation": 0.0, "evaluation": 0.0}


class Timed:
    def __init__(self, phase):
        self.phase = phase

    def __enter__(self):
        self.start = time.perf_counter()

    def __exit__(self, *_):
        seconds[self.phase] += time.perf_counter() - self.start


def read(part):
    pixels = np.fromfile(folder / f"{part}.pixels", dtype=np.uint8).reshape(-1, 1, 32, 32)
    images = (torch.from_numpy(pixels).float() / 255 - 0.1307) / 0.3081
    return images, torch.from_numpy(np.fromfile(folder / f"{part}.labels", dtype=np.uint8)).long()


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(16, 120, 5), nn.Tanh(), nn.Flatten(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
    )


def copy_of(model):
    copy = lenet()
    copy.load_state_dict(model.state_dict())
    return copy


def train_expert(model, images, labels):
    optimizer = torch.optim.SGD(
        model.parameters(), config["expert_lr"], config["expert_momentum"], weight_decay=config["expert_weight_decay"]
    )
    for _ in range(config["expert_epochs"]):
        for rows in torch.randperm(len(images)).split(config["expert_mb_size"]):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images[rows]), labels[rows]).backward()
            optimizer.step()
    return model.eval().requires_grad_(False)


line = torch.exp(-torch.arange(-3, 4).float() ** 2 / 2)
gaussian = (line[:, None] * line[None, :] / line.sum() ** 2)[None, None]


def invert(expert, classes, count):
    """Images that the expert takes for its classes."""
    labels = torch.tensor(classes).repeat_interleave(count // len(classes))
    images = torch.randn(len(labels), 1, 32, 32).requires_grad_(True)
    optimizer = torch.optim.Adam([images], config["buffer_lr"])
    for _ in range(config["buffer_iter"]):
        optimizer.zero_grad()
        for rows in torch.randperm(len(images)).split(config["buffer_mb_size"]):
            x = images[rows]
            loss = nn.functional.cross_entropy(expert(x) / config["buffer_temperature"], labels[rows], reduction="sum")
            loss = loss + config["buffer_wd"] * (x**2).sum()
            residual = x - nn.functional.conv2d(x, gaussian, padding=3)
            (loss + config["buffer_blur"] * residual.flatten(1).norm(dim=1).sum()).backward()
        optimizer.step()
        with torch.no_grad():
            images.clamp_(-3, 3)
    return images.detach(), labels


def mask(classes):
    return torch.zeros(10).index_fill(0, torch.tensor(classes), 1.0)


def distill(student, expert, classes, previous, known, images, labels):
    optimizer = torch.optim.SGD(student.parameters(), config["lr"])
    for _ in range(config["num_iter_per_exp"]):
        rows = torch.randint(len(images), (config["train_mb_size"],))
        x, y = images[rows], labels[rows]
        with torch.no_grad():
            targets = expert(x) * mask(classes)
            if previous is not None:
                targets = targets + previous(x) * mask(known)
        optimizer.zero_grad()
        logits = student(x)
        (nn.functional.mse_loss(logits, targets) + nn.functional.cross_entropy(logits, y)).backward()
        optimizer.step()


@torch.no_grad()
def accuracy(model, images, labels):
    right = sum((model(x).argmax(1) == y).sum().item() for x, y in zip(images.split(250), labels.split(250)))
    return right / len(images)


(train_images, train_labels), (test_images, test_labels) = read("train"), read("test")
initial, experts = lenet(), []
for classes in config["classes"]:
    with Timed("experts"):
        rows = torch.isin(train_labels, torch.tensor(classes))
        experts.append(train_expert(copy_of(initial), train_images[rows], train_labels[rows]))

student, previous, known, parts = copy_of(initial), None, [], []
for expert, classes in zip(experts, config["classes"]):
    share = config["buffer_size"] // (len(parts) + 1)
    with Timed("synthesis"):
        made = invert(expert, classes, share)
    kept = [(x[rows], y[rows]) for x, y in parts for rows in [torch.randperm(len(x))[:share]]]
    parts = kept + [made]
    with Timed("distillation"):
        images, labels = torch.cat([x for x, _ in parts]), torch.cat([y for _, y in parts])
        distill(student, expert, classes, previous, known, images, labels)
    previous, known = copy_of(student).requires_grad_(False), known + classes
    with Timed("evaluation"):
        result = accuracy(student, test_images, test_labels)

print(json.dumps({"seconds": seconds, "accuracy": result}))
