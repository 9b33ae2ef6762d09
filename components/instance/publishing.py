"""The page of a publisher: prepare, look at what a sponsor will see, release with a reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from weakref import finalize

import streamlit as st

from components.access import release_directory, studies_directory
from components.asking.choice import choose_one
from components.computed import Computed
from components.instance.catalogue import choose_cohort
from components.instance.published import Published
from components.page.show import show_page
from components.page.tabs import TABS, path_of
from outcomes.clinical.scene import scene_of
from outcomes.displays.base.words import Words, plain
from outcomes.model.plan.benchmarks import published_of
from outcomes.model.study import Study
from outcomes.publish.bundle import Bundle, BundleError, Snapshot
from outcomes.publish.contents.kept_back import KeptBack, kept_back_in
from outcomes.publish.policy import policies, policy_named
from outcomes.publish.publisher import Publication
from outcomes.publish.release import (
    Refused,
    Unsafe,
    Wish,
    may_show_arms,
    prepare,
    release,
    write_preview,
)

_STATE = "prepared"


@dataclass(frozen=True, eq=False)
class Prepared:
    """What would be released, and a bundle of it that only this session sees."""

    fingerprint: str
    wish: Wish
    publication: Publication
    preview: Snapshot
    kept_back: KeptBack


def show_publishing(view: Computed) -> None:
    """Show what is released now, prepare another release, look at it, release it."""
    st.caption(view.say("publish.page"))
    _show_current(view)
    wish = _choose_wish(view)
    if st.button(view.say("publish.prepare"), icon=":material/fact_check:"):
        _prepare(view, wish)
    prepared = st.session_state.get(_STATE)
    if not isinstance(prepared, Prepared) or prepared.fingerprint != view.study.fingerprint:
        return
    if replace(prepared.wish, reason="") != replace(wish, reason=""):
        st.info(view.say("publish.changed"), icon=":material/info:")
        return
    _show_kept_back(view, prepared)
    _show_release(view, prepared, wish)
    st.divider()
    _show_preview(view, prepared.preview)


def _show_current(view: Computed) -> None:
    try:
        manifest = Bundle.open(release_directory()).current(view.spec.study.id).manifest
    except BundleError:
        st.info(view.say("publish.none_yet"), icon=":material/info:")
        return
    said = view.say("publish.current", created=manifest.created[:10], n=manifest.n,
                    policy=view.say(f"publish.policy.{manifest.policy.name}"),
                    k=manifest.policy.k)  # fmt: skip
    st.info(plain(said), icon=":material/verified:")


def _choose_wish(view: Computed) -> Wish:
    """Ask by which policy, with or without arms, and why."""
    arms = len(view.spec.arms) > 1
    released = may_show_arms(view.study, release_directory())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            view.say("publish.policy"), policies(), key="publish_policy", width=260,
            format_func=lambda p: f"{view.say(f'publish.policy.{p}')} (k = {policy_named(p).k})",
        )  # fmt: skip
        pooled = st.toggle(view.say("publish.pooled"), value=arms and not released,
                           key="publish_pooled", disabled=not arms)  # fmt: skip
        unblind = False
        if arms and not released and not pooled:
            unblind = st.checkbox(view.say("publish.unblind"), key="publish_unblind")
    reason = st.text_input(view.say("publish.reason"), key="publish_reason", max_chars=300)
    return Wish(policy_named(name), pooled and arms, unblind, reason.strip())


def _prepare(view: Computed, wish: Wish) -> None:
    """Ask, mask and audit everything; keep it for this session, or say why not."""
    st.session_state.pop(_STATE, None)
    bar = st.progress(0.0, view.say("publish.asking"))

    def progress(cohort: str, place: int, total: int) -> None:
        said = view.say("publish.progress", place=place, total=total)
        bar.progress((place - 1) / total, plain(said))

    published = published_of(view.spec.benchmarks, studies_directory())
    known = partial(scene_of, published=published)
    try:
        made = prepare(view.study, wish, release_directory(), known, progress)
    except Unsafe as unsafe:
        st.error(view.say("publish.unsafe"), icon=":material/block:")
        found = unsafe.findings[:20]
        st.markdown("\n".join(f"- {plain(f.said(view.language))}" for f in found))
        return
    except Refused as refusal:
        st.warning(plain(view.words.note(refusal.why)), icon=":material/block:")
        return
    finally:
        bar.empty()
    folder = mkdtemp(prefix="outcomes-preview-")
    preview = write_preview(view.study, made, wish, Path(folder))
    kept_back = kept_back_in(made)
    made = replace(made, exact={})  # nothing exact is kept beside what is shown
    prepared = Prepared(view.study.fingerprint, wish, made, preview, kept_back)
    finalize(prepared, rmtree, folder, ignore_errors=True)  # it goes with the session
    st.session_state[_STATE] = prepared


def _show_kept_back(view: Computed, prepared: Prepared) -> None:
    """Say in numbers and sentences what is not shown, and why."""
    found, manifest = prepared.kept_back, prepared.preview.manifest
    st.success(view.say("publish.clean"), icon=":material/check_circle:")
    columns = st.columns(4)
    numbers = (
        ("publish.cohorts", f"{len(manifest.cohorts)}"),
        ("publish.answers", f"{found.answers:,}"),
        ("publish.kept_back", f"{found.numbers_kept_back:,} / {found.numbers:,}"),
        ("publish.curves", f"{found.curves_kept_back:,} / {found.curves:,}"),
    )
    for column, (key, value) in zip(columns, numbers, strict=True):
        column.metric(view.say(key), value)
    words = Words(prepared.publication.spec, view.language)
    policy = manifest.policy
    lines = [view.say("publish.why", k=policy.k, round_to=policy.round_to,
                      least_events=policy.least_events, knot=policy.events_per_knot)]  # fmt: skip
    for left in manifest.left_out:
        named = _named(words, left.what, left.id)
        lines.append(plain(f"{named}: {words.note(left.why)}"))
    with st.expander(view.say("publish.suppressed"), icon=":material/visibility_off:"):
        st.markdown("\n".join(f"- {line}" for line in lines))


def _named(words: Words, what: str, name: str) -> str:
    if what == "variable":
        return words.covariate(words.spec.covariate(name))
    return words.population(name) if what == "population" else words.say("publish.arms")


def _show_release(view: Computed, prepared: Prepared, wish: Wish) -> None:
    st.caption(view.say("publish.release_help"))
    if not st.button(view.say("publish.release"), type="primary", icon=":material/publish:",
                     disabled=not wish.reason):  # fmt: skip
        return
    try:
        snapshot = _release(view.study, prepared, wish)
    except Refused as refusal:
        st.warning(plain(view.words.note(refusal.why)), icon=":material/block:")
    except OSError as error:
        st.error(view.say("publish.disk", why=plain(error.strerror or "")), icon=":material/block:")
    else:
        st.success(view.say("publish.released", snapshot=snapshot.short),
                   icon=":material/verified:")  # fmt: skip


def _release(study: Study, prepared: Prepared, wish: Wish) -> Snapshot:
    wish = replace(prepared.wish, reason=wish.reason)
    return release(study, prepared.publication, wish, release_directory())


def _show_preview(view: Computed, preview: Snapshot) -> None:
    """Show a tab of what a sponsor will see, by the view a hosted instance has."""
    st.subheader(view.say("publish.preview"))
    everybody = Published(preview, preview.cohorts[0].id, preview.populations[0], view.language)
    by_path = {path_of(tab): tab for tab in TABS}
    path = choose_one(view.say("publish.tab"), list(by_path), key="preview",
                      named=lambda code: view.say(by_path[code].TITLE))  # fmt: skip
    who = choose_cohort(preview.cohorts, Words(everybody.spec, view.language))
    shown = replace(everybody, who=who, theme=view.theme)
    show_page(by_path[path], shown)
