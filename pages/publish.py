"""Publish: what a sponsor will see, and its release. Of the workbench only."""

TITLE = "tab.publish"
