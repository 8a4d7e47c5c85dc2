"""Columns that a policy derives: what the reader does to the city before anything is measured.

A kind that derives has `derive(city) -> City`; `institution_cap` says how many beds are insured, `partition` where they count.
"""
from __future__ import annotations

from allocator.domain.city import City
from allocator.domain.policy import Policy


def derive(city: City, policy: Policy) -> City:
    """The city with every column that a rule of the policy derives, in the model's order; deriving twice changes nothing."""
    for rule in policy:
        if hasattr(rule, "derive"):
            city = rule.derive(city)
    return city
