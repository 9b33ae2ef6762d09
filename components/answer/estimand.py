"""The estimand card, one click away from the numbers; and the registered beside the reported."""

import streamlit as st

from components.view import View
from outcomes.displays.base.said.estimand import attributes
from outcomes.displays.base.words import plain
from outcomes.model.endpoint import Endpoint


def show_estimand(view: View, endpoint: Endpoint, *, key: str = "") -> None:
    """Offer the estimand of an endpoint: the five attributes, and the registered wording.

    ``key`` tells cards of one endpoint on one page apart.
    """
    with st.popover(
        view.say("estimand.button"), type="tertiary",
        key=f"estimand.{endpoint.id}.{key}",
    ):  # fmt: skip
        registered = view.say("estimand.not_registered")
        if endpoint.registered:
            registered = f"{view.say('estimand.registered')}: “{plain(endpoint.registered)}”"
        found = attributes(view.scene, view.words, endpoint)
        listed = "\n".join(f"- **{plain(head)}**: {words}" for head, words in found)
        source = f":small[:gray[{view.say('estimand.source')}]]"
        st.markdown(
            "\n\n".join((f"**{plain(view.words.endpoint(endpoint))}**", registered, listed, source))
        )
