"""The entry script of a hosted instance: who may see what was published, and the open tab of it."""

from __future__ import annotations

from types import ModuleType

import streamlit as st

from components.asking.choice import choose_one
from components.asking.language import Asker, choose_language
from components.chart import await_holders
from components.files.tray import begin_tray
from components.instance.admission import admitted
from components.instance.catalogue import choose_cohort
from components.instance.lookup import bundle, move_on, newer_than, snapshot_of
from components.instance.published import Published
from components.instance.visits import record_view
from components.later import around_the_answer, later
from components.link import Link
from components.page.run import run_page
from components.page.show import show_page
from components.page.status import show_status
from components.page.tabs import Sidebar, path_of
from outcomes.displays.base.words import Words, plain
from outcomes.publish.bundle import BundleError, NotPublished, Snapshot

RELEASE = "release"


def main() -> None:
    """Draw one run of the app."""
    run_page(show_run)


def show_run(link: Link, tab: ModuleType) -> None:
    """Ask what is to be shown, and show it to whom it may be shown."""
    sidebar = Sidebar()
    with around_the_answer(sidebar.language):
        ask = Asker(choose_language())
    try:
        who = admitted(ask)
        if who is None:
            return
        with around_the_answer(sidebar.study):
            snapshot = choose_snapshot(ask)
        if snapshot is None:
            st.info(ask.say("hosted.none"), icon=":material/info:")
            return
        with around_the_answer(sidebar.cohort):
            view = choose_view(snapshot, link, ask)
        record_view(who, snapshot, path_of(tab), view.who, view.population)
        show_release(snapshot, view)
        begin_tray()
        show_status(view)
        if not link.again:
            await_holders()
        show_page(tab, view)
    except NotPublished as refusal:
        st.info(ask.say(refusal.key), icon=":material/info:")
    except BundleError as refusal:
        st.error(ask.say(refusal.key), icon=":material/block:")


def choose_snapshot(ask: Asker) -> Snapshot | None:
    """Ask for a study, and return the snapshot of it that this session sees."""
    studies = bundle().studies
    if not studies:
        return None
    titles = {study: snapshot_of(study).manifest.title for study in studies}
    chosen = choose_one(ask.say("study.label"), studies, named=titles.__getitem__, key="study")
    return snapshot_of(chosen)


def choose_view(snapshot: Snapshot, link: Link, ask: Asker) -> Published:
    """Ask for an analysis set and a cohort of the catalogue, and return the view they make."""
    if link.following and link.given.get(RELEASE, (snapshot.short,)) != (snapshot.short,):
        later(lambda: st.warning(ask.say("hosted.other_release"), icon=":material/link_off:"))
    link.put(RELEASE, (snapshot.short,))
    theme = st.context.theme.type or "light"
    everybody = Published(snapshot, snapshot.cohorts[0].id, snapshot.populations[0], ask.language)
    words = Words(everybody.spec, ask.language)
    population = snapshot.populations[0]
    if len(snapshot.populations) > 1:
        population = choose_one(
            ask.say("population.label"), snapshot.populations, named=words.population,
            key="population",
        )  # fmt: skip
    who = choose_cohort(snapshot.cohorts, words)
    return Published(snapshot, who, population, ask.language, theme)


def show_release(snapshot: Snapshot, view: Published) -> None:
    """Say that there is a newer snapshot, and offer to read about this one."""
    if newer_than(snapshot):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(view.say("hosted.newer"), icon=":material/new_releases:")
            st.button(view.say("hosted.move_on"), on_click=move_on, args=(snapshot.manifest.study,))
    with st.sidebar, st.expander(view.say("hosted.about"), icon=":material/verified:"):
        st.markdown("\n".join(f"- {line}" for line in about(snapshot, view)))


def about(snapshot: Snapshot, view: Published) -> list[str]:
    """Return what a reader should know of a release, as lines of markdown."""
    manifest, policy = snapshot.manifest, snapshot.manifest.policy
    lines = [
        view.say("hosted.id", snapshot=snapshot.id[:24]),
        plain(view.stamp.line),
        view.say(
            "hosted.about_body", k=policy.k, round_to=policy.round_to,
            least_events=policy.least_events,
        ),
    ]  # fmt: skip
    if manifest.reason:
        lines.append(view.say("hosted.reason", reason=plain(manifest.reason)))
    left_out = [plain(view.words.note(left.why)) for left in manifest.left_out]
    return [*lines, *(f"{view.say('hosted.left_out')}: {why}" for why in dict.fromkeys(left_out))]


if __name__ == "__main__":
    main()
