"""Kinds that say a figure or a state which others read."""
