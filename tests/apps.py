"""Streamlit's test of an app, without what it does again at every run."""

from functools import cache

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

__all__ = ["AppTest"]

# Each test of an app reads what is said of every installed package (a fifth of a second of the
# processor, most of a run) to find components in it, of which we use none.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
