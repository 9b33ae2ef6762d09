"""An export of REDCap, raw or with labels, as the sheets of the template."""
