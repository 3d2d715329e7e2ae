"""What people see: the Textual screens and the command line, two faces of the same use-cases."""
