"""The page “Claims”."""
