"""From ``study.toml`` to values."""
