"""A package, so that test files here may share names with those of other folders."""
