"""The network of a run as code: its layers and their initialization."""

from itertools import pairwise

from core.activations import ACTIVATIONS
from core.config import RunConfig
from core.ensemble import architecture_of
from core.layer_start import layer_starts
from core.source.layer_start import is_torchs_own, start_lines

FORMS = {"sequential": "nn.Sequential", "module": "nn.Module"}
"""The two forms in which a network can be written, with their labels."""


def network_source(config: RunConfig, form: str) -> str:
    """Statements that define `network`, with the initial weights of the run's first member."""
    write = {"sequential": _sequential, "module": _module}[form]
    body, network = write(config)
    if config.dtype == "float64":
        network = f"{network}.double()"
    seed = f"torch.manual_seed({config.seed})"
    start = _start(config, form)
    if not start:  # the constructors of the layers draw these numbers already
        return f"{body}{seed}\nnetwork = {network}"
    return f"{body}network = {network}\n\n" + "\n".join([seed, *start])


def layer_name(config: RunConfig, form: str, layer: int) -> str:
    """Expression for a layer; layers count from 0 to the output."""
    if form == "sequential":
        return f"network[{2 * layer}]"
    return f"network.{_attribute(config, layer)}"


def linear(shape: tuple[int, int]) -> str:
    """Code of the module of a layer of shape (out, in)."""
    out, fan_in = shape
    return f"nn.Linear({fan_in}, {out})"


def activation(config: RunConfig) -> str:
    """Code of the module after every hidden layer."""
    return f"nn.{ACTIVATIONS[config.activation].layer.__name__}()"


def _attribute(config: RunConfig, layer: int) -> str:
    return "output" if layer == config.hidden_layers else f"hidden{layer + 1}"


def _sequential(config: RunConfig) -> tuple[str, str]:
    *hidden, output = map(linear, architecture_of(config).shapes)
    if not hidden:
        return "", f"nn.Sequential({output})"
    lines = [f"    {layer}, {activation(config)}," for layer in hidden]
    return "", "\n".join(["nn.Sequential(", *lines, f"    {output},", ")"])


def _module(config: RunConfig) -> tuple[str, str]:
    shapes = architecture_of(config).shapes
    names = [f"self.{_attribute(config, layer)}" for layer in range(len(shapes))]
    layers = [f"{name} = {linear(shape)}" for name, shape in zip(names, shapes, strict=True)]
    if config.hidden_layers:
        layers.append(f"self.activation = {activation(config)}")
    forward = [f"x = self.activation({name}(x))" for name in names[:-1]]
    lines = [
        "",
        "class Network(nn.Module):",
        "    def __init__(self):",
        *_indented(["super().__init__()", *layers], 2),
        "",
        "    def forward(self, x):",
        *_indented([*forward, f"return {names[-1]}(x)"], 2),
    ]
    return "\n".join(lines) + "\n\n\n", "Network()"


def _start(config: RunConfig, form: str) -> list[str]:
    """Lines that draw the weights, layer by layer; none if the constructors do."""
    starts = layer_starts(config)
    if all(map(is_torchs_own, starts)) and config.dtype == "float32":
        return []
    if len(starts) > 1 and all(one == other for one, other in pairwise(starts)):
        fill = _indented(start_lines(starts[0], "layer"), 2)
        return ["for layer in network.modules():", "    if isinstance(layer, nn.Linear):", *fill]
    return [
        line
        for layer, start in enumerate(starts)
        for line in start_lines(start, layer_name(config, form, layer))
    ]


def _indented(lines: list[str], levels: int) -> list[str]:
    return ["    " * levels + line for line in lines]
