"""Small computations that show how training works, for the laboratory pages; one idea a file."""
