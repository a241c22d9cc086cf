"""The page “The book”."""
