"""All that is Whoosh: segments on disk, their sidecars, building and merging them."""
