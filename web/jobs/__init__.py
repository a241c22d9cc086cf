"""Long work on a page, in slices."""
