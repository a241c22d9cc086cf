"""What the laboratories find out, one file a question."""
