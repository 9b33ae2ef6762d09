"""Where a published number is from, in words that travel with it."""

from __future__ import annotations

from outcomes.displays.base.added.stamp import Stamp
from outcomes.displays.base.words import Words
from outcomes.publish.bundle import Snapshot


def stamp_of(snapshot: Snapshot, words: Words) -> Stamp:
    """Return what every figure and file says: snapshot, cut-off, date of release, policy."""
    manifest = snapshot.manifest
    cutoff = manifest.data_cutoff
    said = [
        words.say("hosted.release", snapshot=snapshot.short),
        words.say("status.cutoff", date=cutoff.isoformat()) if cutoff else "",
        words.say("hosted.released_on", date=manifest.created[:10]),
        words.say("hosted.policy", name=manifest.policy.name, version=manifest.policy.version,
                  k=manifest.policy.k),
        words.say("hosted.pooled") if manifest.pooled else "",
    ]  # fmt: skip
    date = cutoff.isoformat() if cutoff else ""
    across = words.say("hosted.watermark", snapshot=snapshot.short, date=date).strip(" ·")
    return Stamp(" · ".join(part for part in said if part), across)
