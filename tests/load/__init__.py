"""Many visitors at once: `make load`."""
