"""Inputs that must be refused, warned of or mended: each one is a good file with one fault put in."""
