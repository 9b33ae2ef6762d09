"""Where a visitor is going: a click that crosses the way there is not the way back."""

from __future__ import annotations

from urllib.parse import parse_qsl

from streamlit.proto.ClientState_pb2 import ClientState

MOST_KNOWN = 2_000  # widgets of one browser, the latest: a page has some fifty
_PRESSED = ("trigger_value", "json_trigger_value")


class Heading:
    """Which page a browser has asked for last.

    Streamlit's browser names with every click the page it shows. Until another one that was asked
    for has come, that is the one which was left, and to open it would undo the click on a tab.
    """

    def __init__(self) -> None:
        self._asked = ClientState()
        self._told: dict[int, int] = {}  # what each widget was last said to hold, by its hash

    def meant(self, said: ClientState) -> bool:
        """Let a click be made on the page that was asked for; return whether it named another."""
        asked, clicked = self._asked, self._clicked(said)
        if clicked and asked.page_script_hash not in ("", said.page_script_hash):
            said.page_script_hash = asked.page_script_hash
            said.query_string = asked.query_string
            said.is_history_navigation = asked.is_history_navigation
            return True
        if not (clicked and asked.page_script_hash):
            self._asked = ClientState(
                page_script_hash=said.page_script_hash,
                query_string=said.query_string,
                is_history_navigation=said.is_history_navigation,
            )
        return False

    def _clicked(self, said: ClientState) -> bool:
        """Whether something on a page was set; who asks for another page leaves the address empty.

        What a widget holds changes without a click, too: the app sets it.
        """
        widgets = said.widget_states.widgets
        values = {hash(one.id): hash(one.SerializeToString()) for one in widgets}
        changed = any(self._told.get(name, value) != value for name, value in values.items())
        for name in values:
            self._told.pop(name, None)
        self._told = dict([*self._told.items(), *values.items()][-MOST_KNOWN:])
        if said.is_history_navigation:
            return False
        pressed = any(getattr(one, kind) for one in widgets for kind in _PRESSED)
        return pressed or (changed and _chosen(said.query_string))


def _chosen(address: str) -> bool:
    """Whether an address holds choices; Streamlit keeps how a page is framed."""
    return any(not key.startswith("embed") for key, _ in parse_qsl(address, True))
