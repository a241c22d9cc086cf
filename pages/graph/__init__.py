"""The page “Computation graph”."""
