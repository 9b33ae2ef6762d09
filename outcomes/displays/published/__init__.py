"""Published results beside the study's own: markers, never a comparison."""
