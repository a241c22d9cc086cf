"""The page “Initialization”."""
