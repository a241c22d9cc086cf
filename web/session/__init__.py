"""What one visitor's session holds, and the head of a page."""
