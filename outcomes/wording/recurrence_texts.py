"""What the tab on recurrence and response says."""

RECURRENCE_ENGLISH: dict[str, str] = {
    "tab.recurrence": "Recurrence and response",
}

RECURRENCE_CHINESE: dict[str, str] = {
    "tab.recurrence": "复发与缓解",
}
