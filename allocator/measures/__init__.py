"""Quantities of a city or of a plan, one function each, with unit and source; exact integers and fractions."""
