"""The page “Microscope”."""
