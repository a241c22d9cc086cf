"""The HTTP server around the pages: limits, scheduling, health, metrics and logs."""
