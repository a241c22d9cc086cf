"""Figures: how they look, and how they reach the browser."""
