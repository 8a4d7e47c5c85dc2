"""Choosing sites that cover most: a first plan by greedy and tabu swaps, and a bound for every number of sites, without any solver."""
