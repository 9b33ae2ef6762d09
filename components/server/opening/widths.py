"""How wide a page is and what stands beside it: said here, and filled into script and style.

What the program says of pages is imported when somebody asks: the launcher loads nothing of it.
"""

import re
from math import ceil

LETTER = 15  # pixels of 1rem: `theme.baseFontSize`
SIDEBAR = 281.25  # pixels
MARGIN, SMALL_MARGIN = 2.2, 1  # rem on either side of a page
SMALL = 768  # pixels of a window; below, no sidebar stands beside its page
SCROLLBAR = 12  # pixels: the widest; some have none beside the page but over it
BESIDE = SIDEBAR + 2 * MARGIN * LETTER
STEP = 20  # pixels: figures are made for pages of whole steps
WIDER = 1.25  # a page is less than so many times as wide as its figures are made for


def page_in(window: int) -> int:
    """Return for how wide a page figures are made in a window, with a sidebar and a scrollbar."""
    return int((window - BESIDE - SCROLLBAR) // STEP) * STEP


def usual_windows() -> tuple[int, int]:
    """Return the narrowest and the widest window of the usual page, with a scrollbar or none."""
    from outcomes.figures.base.page import PAGE

    return 10 * ceil((BESIDE + SCROLLBAR + PAGE) / 10), int(BESIDE + WIDER * PAGE) - 1


def told_script() -> str:
    """Return the widths as the script knows them."""
    from outcomes.figures.base.page import PAGE, STACKED

    told = {
        "STACKED": STACKED, "USUAL": PAGE, "SMALL": SMALL,
        "SMALL_BESIDE": 2 * SMALL_MARGIN * LETTER, "SIDEBAR": SIDEBAR, "MARGIN": MARGIN * LETTER,
        "SCROLLBAR": SCROLLBAR, "STEP": STEP, "WIDER": WIDER,
    }  # fmt: skip
    return f"const {', '.join(f'{name} = {value}' for name, value in told.items())};\n"


def told_style(sheet: str) -> str:
    """Return a sheet with the widths in the place of their names."""
    from outcomes.figures.base.page import STACKED

    told = {
        "STACKED": f"{STACKED}px", "SIDEBAR": f"{SIDEBAR}px", "SMALL": f"{SMALL}px",
        "MARGIN": f"{MARGIN}rem", "SMALL_MARGIN": f"{SMALL_MARGIN}rem",
    }  # fmt: skip
    return re.sub(rf"\b({'|'.join(told)})\b", lambda name: told[name[0]], sheet)
