"""Analysis data sets by the CDISC ADaM standard, as the sheets of the template."""
