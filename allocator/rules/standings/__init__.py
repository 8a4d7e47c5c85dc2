"""Kinds that say what happens to each application before anything is weighed."""
