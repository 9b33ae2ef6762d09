"""Questions whose answers stand in the link; every answer is checked again here.

What was chosen is known before its widget is drawn: the session and the link hold it.
"""

from collections.abc import Callable, Sequence
from math import floor, log10

import streamlit as st

from components.later import later
from components.link import current_link
from outcomes.displays.base.words import plain

Named = Callable[[str], str]
Names = Sequence[dict[str, str]]  # options by their words, as they were shown one after another
MOST_WORDS = 4  # of one choice that are known: answers on their way
# Labels and options come from the file too, and Streamlit reads both as markdown, except the
# options of a selectbox.


def choose_one(
    label: str,
    options: Sequence[str],
    *,
    key: str,
    default: str | None = None,
    named: Named = str,
    segmented: bool = False,
    show_label: bool = True,
    width: int | None = None,
) -> str:
    """Ask for one of the options; return its code."""
    standard = default if default in options else options[0]
    codes = current_link().take(key)
    words = {named(option): option for option in options}
    shown: Names = st.session_state.get(f"{key}.words", [])
    if codes is not None:
        st.session_state[key] = codes[0] if codes and codes[0] in options else standard
    elif st.session_state.get(key) not in options or shown[-1:] != [words]:
        st.session_state[key] = _meant(st.session_state.get(key), options, shown, standard)
    visibility = "visible" if show_label else "collapsed"
    label = plain(label) if show_label else label  # what is not shown is read out as it is
    if segmented:
        later(
            lambda: st.segmented_control(
                label,
                options,
                required=True,
                format_func=lambda option: plain(named(option)),
                key=key,
                label_visibility=visibility,
            )
        )
    else:
        later(
            lambda: st.selectbox(
                label,
                options,
                format_func=named,
                key=key,
                label_visibility=visibility,
                width=width or "stretch",
            )
        )
    later(lambda: _remember(key, [*shown, words]))
    chosen = str(st.session_state[key])
    current_link().put(key, () if chosen == standard else (chosen,))
    return chosen


def _meant(said: object, options: Sequence[str], shown: Names, standard: str) -> str:
    """Return the option a browser means, which says the words that it shows.

    They may be those of another language: what is shown in this one is set once, or it would go on
    saying them.
    """
    if said in options:
        return str(said)
    codes = (words[str(said)] for words in reversed(shown) if said in words)
    return next((code for code in codes if code in options), standard)


def _remember(key: str, shown: Names) -> None:
    """Keep what the options of a choice were called, the latest last."""
    if shown[-1] not in shown[-2:-1]:
        st.session_state[f"{key}.words"] = shown[-MOST_WORDS:]


def choose_many(
    label: str, options: Sequence[str], *, key: str, named: Named = str, help: str | None = None
) -> tuple[str, ...]:
    """Ask for any of the options; none means no restriction. Return codes in option order."""
    codes = current_link().take(key)
    if codes is not None:
        st.session_state[key] = [option for option in options if option in codes]
    elif not set(st.session_state[key] or ()) <= set(options):
        st.session_state[key] = []
    valid = tuple(option for option in options if option in (st.session_state[key] or ()))
    later(
        lambda: st.pills(
            plain(label),
            options,
            selection_mode="multi",
            format_func=lambda option: plain(named(option)),
            key=key,
            help=help,
        )
    )
    current_link().put(key, valid)
    return valid


def choose_range(
    label: str, low: float, high: float, step: float, *, key: str
) -> tuple[float, float]:
    """Ask for a range; the whole range means no restriction."""
    first, last = settle_range(low, high, key=key)
    pattern = f"%.{max(0, -floor(log10(step) + 1e-9))}f"
    later(lambda: st.slider(plain(label), low, high, step=step, format=pattern, key=key))
    return first, last


def settle_range(low: float, high: float, *, key: str) -> tuple[float, float]:
    """Return a chosen range before it is asked for; the whole one where there is none."""
    codes = current_link().take(key)
    whole = f"{key}.whole"
    if codes is None:
        held = tuple(st.session_state[key])
        # Of another study everybody was chosen: of this one, too, whose range is another.
        codes = () if held == st.session_state.get(whole) else tuple(map(str, held))
    st.session_state[whole] = low, high
    st.session_state[key] = first, last = _range(codes, low, high)
    current_link().put(key, () if (first, last) == (low, high) else (f"{first:g}", f"{last:g}"))
    return first, last


def _range(codes: tuple[str, ...], low: float, high: float) -> tuple[float, float]:
    try:
        first, last = (float(code) for code in codes)
    except ValueError:
        return low, high
    return (first, last) if low <= first <= last <= high else (low, high)


def choose_switch(label: str, *, key: str, default: bool = False, help: str | None = None) -> bool:
    """Ask yes or no."""
    codes = current_link().take(key)
    if codes is not None:
        st.session_state[key] = codes == ("1",) if codes else default
    chosen = bool(st.session_state[key])
    later(lambda: st.toggle(plain(label), key=key, help=help))
    current_link().put(key, () if chosen == default else (str(int(chosen)),))
    return chosen


def choose_slider(
    label: str, low: float, high: float, default: float, step: float, *, key: str
) -> float:
    """Ask for a number between two limits with a slider."""
    digits = 0 if high > 20 else 2
    codes = current_link().take(key)
    if codes is not None:
        st.session_state[key] = _number(codes, default)
    if not low <= st.session_state[key] <= high:
        st.session_state[key] = default
    pattern = f"%.{digits}f"
    chosen = float(st.session_state[key])
    later(lambda: st.slider(plain(label), low, high, step=step, format=pattern, key=key, width=420))
    current_link().put(key, () if chosen == default else (f"{chosen:g}",))
    return chosen


def _number(codes: tuple[str, ...], default: float) -> float:
    try:
        return float(codes[0]) if codes else default
    except ValueError:
        return default
