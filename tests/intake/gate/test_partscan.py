"""What a part of a workbook says between its tags."""

from outcomes.intake.gate.partscan import Texts


def test_a_phonetic_reading_is_left_out_and_what_follows_is_not():
    texts = Texts()
    for tag, words in (("t", "first"), ("rPh", "reading"), ("t", "second")):
        texts.start(tag)
        texts.text(words)
        texts.end(tag)
    texts.end("si")
    assert texts.taken() == ["firstsecond"]
