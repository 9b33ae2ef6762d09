"""Who may see a hosted instance: chosen in a file of the server, closed where there is none."""

from __future__ import annotations

import hmac
import logging
import os
import time
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from components.asking.language import Asker
from components.instance.visits import record_denied

_log = logging.getLogger("outcomes")
Mode = Literal["closed", "open", "oidc", "proxy"]
Verdict = Literal["admitted", "closed", "sign_in", "expired", "refused"]
SECRET_HEADER = "X-Outcomes-Proxy"


@dataclass(frozen=True, slots=True)
class Access:
    """The access file.

    Attributes
    ----------
    mode
        ``closed`` (nobody), ``open`` (everybody: a public demo), ``oidc`` (``st.login``), ``proxy``
        (a reverse proxy has asked who it is).
    viewers
        Who may see what was published: addresses in lower case, or ``@domain`` for all of one.
    groups
        Groups of the identity provider or the proxy that may, too.
    user_header, groups_header
        Where the proxy writes them.
    secret
        What the proxy proves itself with, in the header ``X-Outcomes-Proxy``.
    most_hours
        Hours after which a sign-in no longer counts, whatever the provider says.
    """

    mode: Mode = "closed"
    viewers: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    user_header: str = "X-Forwarded-Email"
    groups_header: str = "X-Forwarded-Groups"
    secret: str = ""
    most_hours: float = 12.0

    def knows(self, user: str, groups: frozenset[str]) -> bool:
        """Whether a person is one of those who may see what was published."""
        user = user.strip().lower()
        listed = user in self.viewers or f"@{user.rpartition('@')[2]}" in self.viewers
        return bool(user) and (listed or not groups.isdisjoint(self.groups))


def admitted(ask: Asker) -> str | None:
    """Return who this visitor is where they may see what was published; asked on every run.

    None, and why on the screen and in the log, where they may not. Whom nobody asked is "".
    """
    access = access_of(os.environ.get("OUTCOMES_ACCESS", ""))
    found, who = judge(access)
    if found == "admitted":
        if access.mode == "oidc":
            with st.sidebar:
                st.button(ask.say("hosted.sign_out"), on_click=st.logout, type="tertiary")
        return who
    if not st.session_state.get("denied"):
        st.session_state["denied"] = True
        _log.warning("access denied: %s", found)
    record_denied(found, who)
    _show_door(found, ask)
    return None


def judge(access: Access) -> tuple[Verdict, str]:
    """Return whether this visitor is admitted, and who it is as far as anybody said so."""
    if access.mode == "oidc" and "is_logged_in" in st.user:  # else no provider is configured
        claims = dict(st.user) if st.user["is_logged_in"] else {}
        return judge_claims(access, claims, time.time()), str(claims.get("email") or "")
    if access.mode == "proxy":
        found = judge_headers(access, st.context.headers)
        believed = found != "closed"
        return found, (st.context.headers.get(access.user_header) or "") if believed else ""
    return ("admitted" if access.mode == "open" else "closed"), ""


def judge_claims(access: Access, claims: Mapping[str, Any], now: float) -> Verdict:
    """Return whether the claims of an identity provider admit; Streamlit checks no expiry."""
    if not claims:
        return "sign_in"
    issued, expires = _number(claims.get("iat")), _number(claims.get("exp"))
    if expires is None or now >= expires:
        return "expired"
    if issued is not None and now >= issued + 3600 * access.most_hours:
        return "expired"
    if claims.get("email_verified") is False:
        return "refused"
    found = claims.get("groups") or claims.get("roles") or ()
    groups = frozenset(map(str, found if isinstance(found, list | tuple) else (found,)))
    return "admitted" if access.knows(str(claims.get("email") or ""), groups) else "refused"


def judge_headers(access: Access, headers: Mapping[str, str]) -> Verdict:
    """Return whether what the proxy says of a visitor admits; only the proxy is believed."""
    shown = headers.get(SECRET_HEADER) or ""
    if not access.secret or not hmac.compare_digest(shown.encode(), access.secret.encode()):
        return "closed"
    found = (headers.get(access.groups_header) or "").split(",")
    groups = frozenset(group.strip() for group in found if group.strip())
    user = headers.get(access.user_header) or ""
    return "admitted" if access.knows(user, groups) else "refused"


@cache
def access_of(path: str) -> Access:
    """Return the access file; closed where there is none, or where it cannot be understood."""
    if not path:
        return Access()
    try:
        return read_access(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError) as error:
        _log.error("the access file cannot be used: %s", type(error).__name__)
        return Access()


def read_access(content: str) -> Access:
    """Return an access file as written.

    Raises
    ------
    ValueError
        Where a key or the mode is unknown, or a proxy is trusted without a secret.
    """
    given = tomllib.loads(content)
    unknown = given.keys() - set(Access.__dataclass_fields__)
    mode = given.get("mode", "closed")
    if unknown or mode not in ("closed", "open", "oidc", "proxy"):
        raise ValueError("unknown key or mode in the access file")
    if mode == "proxy" and len(given.get("secret", "")) < 24:
        raise ValueError("a proxy needs a secret of at least 24 characters")
    for name in ("viewers", "groups"):
        listed = given.get(name, [])
        if not isinstance(listed, list):
            raise ValueError(f"{name} is not a list")
        fold = str.lower if name == "viewers" else str
        given[name] = frozenset(fold(str(entry).strip()) for entry in listed)
    return Access(**given)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _show_door(found: Verdict, ask: Asker) -> None:
    if found in ("sign_in", "expired"):
        st.header(ask.say("hosted.sign_in"), anchor=False)
        key = "hosted.expired" if found == "expired" else "hosted.sign_in_body"
        st.markdown(ask.say(key))
        st.button(ask.say("hosted.sign_in"), on_click=st.login, type="primary")
        return
    st.header(ask.say("hosted.closed"), anchor=False)
    st.markdown(ask.say("hosted.refused" if found == "refused" else "hosted.closed_body"))
