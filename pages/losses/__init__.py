"""The page “Losses”."""
