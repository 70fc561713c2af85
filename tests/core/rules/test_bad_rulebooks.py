"""Every malformed folder is refused, in the words its own ``expect.txt`` asks for.

A sample is a few files laid over the sound folder ``_sound``; ``remove.txt`` takes some away, and
a folder ``overlay`` is loaded over the rest.
"""

import shutil
from pathlib import Path

import pytest

from zhijian.core.rules import RulebookRefused, Rulebooks

SAMPLES = Path(__file__).parents[2] / "bad_rulebooks"
SOUND = SAMPLES / "_sound"
NAMES = sorted(path.name for path in SAMPLES.iterdir() if path.is_dir() and path != SOUND)
NOT_RULES = ("expect.txt", "remove.txt", "overlay")


def lay_out(name: str, folder: Path) -> tuple[Path, tuple[Path, ...]]:
    """The sample's rulebooks under ``folder``, and its overlays."""
    book, sample = folder / "book", SAMPLES / name
    shutil.copytree(SOUND, book)
    for path in sample.rglob("*"):
        part = path.relative_to(sample)
        if path.is_file() and part.parts[0] not in NOT_RULES:
            (book / part).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, book / part)
    removed = sample / "remove.txt"
    for line in removed.read_text(encoding="utf-8").split() if removed.exists() else ():
        target = book / line
        shutil.rmtree(target) if target.is_dir() else target.unlink()
    overlay = sample / "overlay"
    return book, ((overlay,) if overlay.is_dir() else ())


def message_of(book: Path, overlays: tuple[Path, ...] = ()) -> str:
    with pytest.raises(RulebookRefused) as caught:
        Rulebooks.load(book, overlays)
    return "\n".join((str(caught.value), *caught.value.lines))


def test_the_folder_they_are_laid_over_is_sound():
    rulebooks = Rulebooks.load(SOUND)

    assert [row.amount for row in rulebooks.resolve("410199")] == [10, 10, 10]


def test_there_are_more_than_thirty_samples():
    assert len(NAMES) >= 30


@pytest.mark.parametrize("name", NAMES)
def test_a_malformed_folder_is_refused_in_the_words_asked_for(name, tmp_path):
    wanted = (SAMPLES / name / "expect.txt").read_text(encoding="utf-8").splitlines()

    message = message_of(*lay_out(name, tmp_path))

    assert [words for words in wanted if words not in message] == [], message
    assert str(tmp_path) not in message


@pytest.mark.parametrize("name", NAMES)
def test_every_sentence_ends_and_none_is_in_english(name, tmp_path):
    with pytest.raises(RulebookRefused) as caught:
        Rulebooks.load(*lay_out(name, tmp_path))

    for problem in caught.value.problems:
        assert problem.says.endswith("。"), problem
        assert "Error" not in problem.says


def test_a_link_is_not_followed(tmp_path):
    book, _ = lay_out("empty_file", tmp_path)
    target = book / "cn/410000-jia/410100-yi/410199-qinghe/updates.yaml"
    target.unlink()
    target.symlink_to(SOUND / "rules.yaml")

    assert "符号链接" in message_of(book)


def test_a_linked_folder_is_not_followed(tmp_path):
    book = tmp_path / "book"
    shutil.copytree(SOUND, book)
    (book / "cn" / "420000-bing").symlink_to(SOUND / "cn")

    assert "420000-bing" in message_of(book)


@pytest.mark.parametrize(("size", "words"), [(1_000_001, "超过 1000 KB"), (999_999, "一行超过")])
def test_a_huge_file_is_not_read(size, words, tmp_path):
    book = tmp_path / "book"
    shutil.copytree(SOUND, book)
    (book / "controls.yaml").write_bytes(b"x" * size)

    assert words in message_of(book)


def test_block_nesting_does_not_exhaust_the_parser(tmp_path):
    book = tmp_path / "book"
    shutil.copytree(SOUND, book)
    (book / "controls.yaml").write_text("- " * 900 + "x\n", encoding="utf-8")

    assert "嵌套超过" in message_of(book)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    assert "没有这个规则文件夹" in message_of(tmp_path / "nowhere")


def test_all_problems_of_a_folder_are_told_at_once(tmp_path):
    book, _ = lay_out("several_problems_at_once", tmp_path)

    with pytest.raises(RulebookRefused) as caught:
        Rulebooks.load(book)

    assert {problem.file for problem in caught.value.problems} == {
        "book/readings.yaml",
        "book/cn/410000-jia/410100-yi/410199-qinghe/updates.yaml",
    }
