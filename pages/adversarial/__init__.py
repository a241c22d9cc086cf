"""The page “Adversarial points”."""
