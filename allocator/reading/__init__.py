"""Reading: YAML, tables and plans into frozen values; every fault of a reading reported at once, with its place."""
