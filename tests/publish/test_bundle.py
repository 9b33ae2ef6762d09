"""What was published is found again, and nothing else is."""

import subprocess
import sys

import pytest

from outcomes.model.question import request
from outcomes.publish.bundle import Bundle, BundleError, Damaged, NotPublished
from outcomes.wording import LANGUAGES
from tests.publish.bundles import ASKED, ONLY_A, SPEC, write


def test_an_answer_is_looked_up_by_its_question(tmp_path):
    write(tmp_path)
    snapshot = Bundle.open(tmp_path).current("toy")
    assert snapshot.answers().answer(ASKED).n == 90
    assert snapshot.answers("arm=a").answer(ASKED).n == 45
    assert snapshot.answers("arm=a").scene.filters == (ONLY_A,)
    assert snapshot.answers("overall").scene.spec == SPEC
    assert snapshot.manifest.policy.k == 11


def test_the_order_of_options_does_not_matter(tmp_path):
    write(tmp_path)
    answers = Bundle.open(tmp_path).current("toy").answers()
    turned = request("survival.cox", "os", strata=("site",), covariates=("ecog",))
    assert answers.knows(turned)
    assert answers.answer(turned).n == 90


def test_what_was_not_published_has_words(tmp_path):
    write(tmp_path)
    bundle = Bundle.open(tmp_path)
    snapshot = bundle.current("toy")
    for ask in (
        lambda: snapshot.answers().answer(request("survival.cox", "os")),
        lambda: snapshot.answers("ecog=2"),
        lambda: bundle.current("other"),
        lambda: bundle.snapshot("toy", "../../etc"),
    ):
        with pytest.raises(NotPublished) as refused:
            ask()
        assert all(refused.value.key in texts for texts in LANGUAGES.values())
    assert not snapshot.answers().knows(request("survival.cox", "os"))


def test_an_analysis_set_that_was_not_published_is_answered_by_that_of_the_study(tmp_path):
    write(tmp_path)
    snapshot = Bundle.open(tmp_path).current("toy")
    assert snapshot.populations == ("itt",)
    assert snapshot.answers(population="safety").scene.population == "itt"


def test_a_session_stays_on_its_snapshot_and_can_tell_that_a_newer_one_exists(tmp_path):
    old = write(tmp_path)
    new = write(tmp_path, created="2025-03-01T00:00:00+00:00", n=120)
    bundle = Bundle.open(tmp_path)
    assert bundle.current_id("toy") == new.id != old.id
    assert old.answers().answer(ASKED).n == 90
    assert bundle.snapshot("toy", old.id).answers().answer(ASKED).n == 90


def test_a_changed_bit_of_any_file_is_found(tmp_path):
    snapshot = write(tmp_path)
    for path in snapshot.directory.iterdir():
        content = path.read_bytes()
        path.write_bytes(bytes([content[0] ^ 1]) + content[1:])
        with pytest.raises(Damaged):
            Bundle.open(tmp_path).current("toy").verify()
        path.write_bytes(content)
    Bundle.open(tmp_path).current("toy").verify()


def test_a_number_changed_in_a_manifest_that_still_reads_is_found(tmp_path):
    snapshot = write(tmp_path)
    path = snapshot.directory / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"n":90', b'"n":80'))
    with pytest.raises(Damaged):
        Bundle.open(tmp_path).current("toy")


def test_a_file_that_is_missing_or_there_besides_is_found(tmp_path):
    snapshot = write(tmp_path)
    (snapshot.directory / "more.json").write_bytes(b"{}")
    with pytest.raises(Damaged):
        snapshot.verify()
    (snapshot.directory / "more.json").unlink()
    (snapshot.directory / "c001.json").unlink()
    with pytest.raises(Damaged):
        snapshot.answers("arm=a")


def test_a_directory_that_is_none_is_refused(tmp_path):
    with pytest.raises(BundleError):
        Bundle.open(tmp_path / "nothing")
    assert Bundle.open(tmp_path).studies == ()


def test_the_reader_needs_neither_tables_nor_statistics():
    code = (
        "import sys, outcomes.publish.bundle; "
        "print(*sorted(m for m in sys.modules if m in {'pandas', 'numpy', 'scipy', 'lifelines'}"
        " or m.startswith(('outcomes.estimators', 'outcomes.kernel', 'outcomes.intake'))))"
    )
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True)
    assert loaded.strip() == ""
