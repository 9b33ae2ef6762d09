"""What a publication must not give away, looked for in what is published."""

from outcomes.publish.audit.run import Finding, audit

__all__ = ["Finding", "audit"]
