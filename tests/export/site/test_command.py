"""The command writes the current release, or says in a line why not."""

from outcomes.__main__ import main
from tests.publish.bundles import write


def test_the_current_release_is_written(tmp_path, capsys):
    snapshot = write(tmp_path / "bundle")
    done = main(["edition", str(tmp_path / "bundle"), "toy", "--to", str(tmp_path / "site")])
    assert done == 0
    assert snapshot.id in capsys.readouterr().out
    assert (tmp_path / "site" / "en" / "c00" / "overview.html").is_file()


def test_a_study_that_was_not_published_is_named(tmp_path, capsys):
    write(tmp_path / "bundle")
    assert main(["edition", str(tmp_path / "bundle"), "none", "--to", str(tmp_path / "s")]) == 1
    assert "no static edition: none (not_published)" in capsys.readouterr().err
    assert not (tmp_path / "s").exists()
