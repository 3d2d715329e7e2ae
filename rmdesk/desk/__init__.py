"""The open desk: sessions, guidelines, undo, and what every duty stands on."""
