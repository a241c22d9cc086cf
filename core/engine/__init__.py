"""How steps are taken: by torch.autograd and torch.optim, or by compiled code."""
