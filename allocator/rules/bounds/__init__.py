"""Kinds that say rows: limits, quotas, balances, separation, coverage."""
