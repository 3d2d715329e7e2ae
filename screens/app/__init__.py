"""The app: the frame, the keys, what opens what."""
