"""The page “Capacity”."""
