"""The protocol, the study that was read, and who of it is looked at."""
