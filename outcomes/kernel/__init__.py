"""Statistics on plain numpy arrays: no patients, no study, no drawing."""
