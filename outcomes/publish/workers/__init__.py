"""One cohort is asked like another: by as many processes as there are processors."""

from outcomes.publish.workers.pool import Each, workers

__all__ = ["Each", "workers"]
