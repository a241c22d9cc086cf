"""The page “Optimizers”."""
