"""The label templates that come with the desk, one TOML file each."""
