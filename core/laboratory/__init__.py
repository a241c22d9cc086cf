"""The computations of the laboratory pages, one file a question."""
