"""The arrays of a segment, from which everything is matched."""
