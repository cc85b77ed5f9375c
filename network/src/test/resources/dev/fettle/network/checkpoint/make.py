"""Makes the checkpoints of this folder: python make.py, with PyTorch 2.13 and NumPy.

A VDSR of three layers and two channels, whose k-th parameter counts up from 100 k.
"""
import argparse
import collections
import copy
import datetime
import functools
import enum
import pathlib
import zipfile

import numpy
import torch
from torch import nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 2, 3, padding=1)
        self.register_buffer("seen", torch.zeros(1), persistent=False)

    def forward(self, x):
        return torch.relu(self.conv(x))


class Vdsr(nn.Module):
    def __init__(self):
        super().__init__()
        self.input = nn.Conv2d(1, 2, 3, padding=1)
        self.residual_layer = nn.Sequential(Block())
        self.output = nn.Conv2d(2, 1, 3, padding=1)
        for k, parameter in enumerate(self.parameters()):
            parameter.data = 100.0 * k + torch.arange(parameter.numel()).view(parameter.shape).float()

    def forward(self, x):
        return x + self.output(self.residual_layer(torch.relu(self.input(x))))


class Colour(enum.Enum):
    RED = 1


class Slots:
    __slots__ = ("path", "tensor")

    def __init__(self):
        self.path, self.tensor = pathlib.PurePosixPath("/x"), torch.ones(1)


class Settings(dict):
    pass


def training(network):
    optimizer = torch.optim.Adam(network.parameters())
    everything = dict(
        epoch=numpy.int64(3), best=numpy.float64(31.5), history=numpy.arange(3.0), flag=numpy.bool_(True),
        mean=torch.zeros(3), device=torch.device("cuda:0"), size=torch.Size([1, 2]), dtype=torch.float32,
        losses=collections.defaultdict(list, {"l1": [0.5]}), counts=collections.Counter("aab"),
        when=datetime.datetime(2024, 2, 29, tzinfo=datetime.timezone.utc), took=datetime.timedelta(3),
        args=argparse.Namespace(lr=1e-3, folder=pathlib.PurePosixPath("/x")), colour=Colour.RED, slots=Slots(),
        settings=Settings(a=torch.ones(2)), act=functools.partial(torch.relu), loss=nn.L1Loss(),
        keys={(1, 2): 3, None: 4, True: 5, 1.5: 6}, number=2**100, negative=-(2**80), complex=1 + 2j, raw=b"x" * 300,
        array=bytearray(b"abc"), set={1, "a"}, frozen=frozenset([1]), range=range(3), random=torch.ones(9, dtype=torch.uint8),
        mask=torch.tensor([True, False]), half=torch.ones(3).half(), short=torch.ones(3, dtype=torch.int16),
        complex_tensor=torch.ones(3, dtype=torch.complex64), sparse=torch.eye(3).to_sparse(), empty=torch.empty(0),
        meta=torch.empty(3, device="meta"), float8=torch.ones(3).to(torch.float8_e4m3fn),
        optimizer=optimizer, optimizer_state_dict=optimizer.state_dict(),
        state_dict=collections.OrderedDict(("module." + k, v) for k, v in network.state_dict().items()))
    everything["itself"] = everything
    return everything


network = Vdsr()
torch.save(network, "module.pth")
everything = training(network)
for protocol in 2, 4:
    torch.save(everything, "training-%d.pth" % protocol, pickle_protocol=protocol)
del everything["float8"]  # a storage without a type, which the older format cannot hold
torch.save(everything, "training-stream.pth", _use_new_zipfile_serialization=False)
scripted = Vdsr()
del scripted.residual_layer[0].seen  # TorchScript does not remember that it is not persistent
torch.jit.script(scripted).save("scripted.pt")
with zipfile.ZipFile("scripted.pt") as whole:  # without its code, of which a part is PyTorch's
    kept = {name: whole.read(name) for name in whole.namelist() if "code/" not in name}
with zipfile.ZipFile("scripted.pt", "w", zipfile.ZIP_DEFLATED) as small:
    for name, contents in kept.items():
        small.writestr(name, contents)
average = copy.deepcopy(network.state_dict())
torch.save({"params": {k: -v for k, v in average.items()}, "params_ema": average}, "average.pth")
