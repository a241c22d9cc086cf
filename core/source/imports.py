"""The imports of generated code, found by the names that it uses."""

_LINES = {
    "math.": "import math\n",
    "np.": "import numpy as np",
    "torch.": "import torch",
    "nn.": "from torch import nn",
    "F.": "from torch.nn import functional as F",
}


def with_imports(body: str) -> str:
    """The code, preceded by the imports that it needs."""
    needed = "\n".join(line for name, line in _LINES.items() if name in body)
    return f"{needed}\n\n{body}"
