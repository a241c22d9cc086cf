"""The page “Models”."""
