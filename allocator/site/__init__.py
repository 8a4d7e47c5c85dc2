"""The covering problem alone, for any points: most people with p sites (MCLP), everybody (LSCP) or a share with fewest sites."""
