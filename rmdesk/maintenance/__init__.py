"""Keeping the centre itself: backups, encryption, examination."""
