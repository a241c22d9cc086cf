"""The code of the losses page runs as it is, and prints what the page shows."""

import numpy as np
import pytest
import torch

from core.mechanics.loss_curves import LOGIT_LOSSES, loss_curve
from core.mechanics.stalling import escapes
from pages.losses.code import code_of_escape, code_of_losses


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_code_of_the_losses_prints_the_numbers_of_the_page(capsys, dtype):
    exec(code_of_losses(0, 18.5, dtype), {})
    printed = capsys.readouterr().out.splitlines()
    for (name, loss), line in zip(LOGIT_LOSSES.items(), printed, strict=True):
        curve = loss_curve(name, np.array([18.5]), 0, dtype)
        assert line == (f"{loss.label}: loss {curve.loss[0]:.6g}, gradient {curve.gradient[0]:.6g}")


def test_the_code_of_the_escape_prints_the_numbers_of_the_page(capsys):
    exec(code_of_escape(1, -5.0, 1.0, 60), {})
    printed = capsys.readouterr().out.splitlines()
    found = escapes(tuple(LOGIT_LOSSES), 1, -5.0, 1.0, 60)
    assert found["mse"].right_after is None
    for (name, loss), line in zip(LOGIT_LOSSES.items(), printed, strict=True):
        right = found[name].right_after
        z = found[name].logits[60 if right is None else right]
        word = "wrong" if right is None else "right"
        assert line == f"{loss.label}: {word} after {right or 60} steps, z = {z:.6g}"
