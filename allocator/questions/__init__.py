"""What is asked of a plan: why, why not, which is nearest, what if, how do they compare."""
