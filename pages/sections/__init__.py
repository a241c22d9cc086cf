"""Parts of pages that are too long to be one file: what a tab of each opens."""
