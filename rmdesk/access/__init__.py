"""Who may know of what."""
