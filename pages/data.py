"""Data: what was read, what was not, every finding with its cell; dictionary and template."""

from outcomes.displays.data.changes import CHANGES
from outcomes.displays.data.findings import FINDINGS
from outcomes.displays.data.reading import DICTIONARY, FILES, READING, REGISTERED
from outcomes.displays.tab import Tab

TITLE = "tab.data"
TAB = Tab(
    title=TITLE,
    key="section",
    sections={
        "issues": FINDINGS,
        "read": READING,
        "changes": CHANGES,
        "registered": REGISTERED,
        "dictionary": DICTIONARY,
        "files": FILES,
    },
    label="data.section",
    names="data.{}",
)
