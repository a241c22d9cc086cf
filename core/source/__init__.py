"""A run as code to copy: plain PyTorch that computes the same numbers."""

from core.source.network import FORMS
from core.source.script import loss_expression, loss_label, optimizer_expression, run_source

__all__ = ["FORMS", "loss_expression", "loss_label", "optimizer_expression", "run_source"]
