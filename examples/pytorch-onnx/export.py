"""A team's part: a network of one's own, trained as usual, written as ONNX (pip install torch onnx)."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.AdaptiveAvgPool2d(1),
        )
        self.classifier = nn.Linear(32, classes)

    def forward(self, images):
        return self.classifier(self.features(images).flatten(1))


def export(module, path):
    """Exports without folding batch norm into convolutions, so that the state dict keeps the module's names."""
    images = torch.zeros(1, 3, 32, 32)
    torch.onnx.export(
        module.eval(), (images,), path, dynamo=False, do_constant_folding=False, training=torch.onnx.TrainingMode.PRESERVE
    )


if __name__ == "__main__":
    torch.manual_seed(0)
    initial = Net(classes=4)
    export(initial, "initial.onnx")
    for name in ("north", "south"):
        module = Net(classes=4)
        module.load_state_dict(initial.state_dict())  # the same start for both teams
        ...  # training, each on its own pictures
        export(module, name + ".onnx")
