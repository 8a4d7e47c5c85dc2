"""Where things are: coordinates, one predicate of distance, who reaches whom, who is too near whom."""
