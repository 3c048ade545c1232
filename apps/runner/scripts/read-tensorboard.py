"""Prints as JSON what the package tensorboard finds in a folder: {"scalars": {tag: [[step, value], …]}, "images": {tag: [[step, width, height], …]}, "histograms": {tag: [[step, numbers, smallest, largest, [count, …]], …]}, "hparams": {…}, "text": …}."""

import json
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.plugins.hparams import plugin_data_pb2
from tensorboard.util import tensor_util

events = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "images": 0, "histograms": 0, "tensors": 0})
events.Reload()
tags = events.Tags()
session = plugin_data_pb2.HParamsPluginData.FromString(
    events.SummaryMetadata("_hparams_/session_start_info").plugin_data.content
)
assert "_hparams_/session_end_info" in tags["tensors"]
values = session.session_start_info.hparams
print(
    json.dumps(
        {
            "scalars": {tag: [[e.step, e.value] for e in events.Scalars(tag)] for tag in tags["scalars"]},
            "images": {tag: [[e.step, e.width, e.height] for e in events.Images(tag)] for tag in tags["images"]},
            "histograms": {
                tag: [
                    [e.step, e.histogram_value.num, e.histogram_value.min, e.histogram_value.max, list(e.histogram_value.bucket)]
                    for e in events.Histograms(tag)
                ]
                for tag in tags["histograms"]
            },
            "hparams": {name: getattr(values[name], values[name].WhichOneof("kind")) for name in values},
            "text": tensor_util.make_ndarray(events.Tensors("config")[0].tensor_proto).item().decode(),
        }
    )
)
