"""The tabs in their order: each has a TITLE (a key of the wording) and a TAB."""

from pages import (
    ascites,
    conversion,
    data,
    enrollment,
    overview,
    recurrence,
    safety,
    sensitivity,
    subgroups,
    survival,
)

TABS = (
    overview,
    enrollment,
    ascites,
    conversion,
    survival,
    recurrence,
    sensitivity,
    subgroups,
    safety,
    data,
)
