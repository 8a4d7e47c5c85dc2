"""Frozen values: the city, its policy, a plan, what a rule found. No input, no output."""
