"""Multiple imputation."""
