"""`make bench`: the program beside its peers, each in a process of its own, every optimum compared."""
