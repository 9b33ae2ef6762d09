"""The static edition: a snapshot as plain files that need neither a server nor a script."""
