"""The page “Metrics”."""
