"""The doors of the server: who may ask, what is sent along, what is said of failures."""
