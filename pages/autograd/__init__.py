"""The page “Autograd”."""
