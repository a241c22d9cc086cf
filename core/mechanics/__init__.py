"""The mechanics of PyTorch in small: what the laboratory pages compute, one idea a file."""
