"""Programs that pages show: their present state in, PyTorch that runs as it is out."""
