"""The commands, by duty; each module declares its own in COMMANDS."""
