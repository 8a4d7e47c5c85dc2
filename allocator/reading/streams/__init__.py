"""Tables of any length: CSV, Parquet and OpenStreetMap extracts as columns, in pieces, every fault with its row and column."""
