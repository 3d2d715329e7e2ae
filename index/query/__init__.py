"""What a person typed, as a tree of what is looked for, and how it is looked up."""
