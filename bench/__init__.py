"""Timings (``python -m bench``) and proofs of what the estimators claim."""
