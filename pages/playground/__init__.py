"""The page “Playground”."""
