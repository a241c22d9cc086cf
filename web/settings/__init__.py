"""What a page is set to: limits, widgets, and the URL that holds it."""
