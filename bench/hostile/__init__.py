"""Files that attack their reader, made from nothing and tried beside another visitor."""
