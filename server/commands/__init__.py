"""Groups of commands of `alskg`, one module a group."""
