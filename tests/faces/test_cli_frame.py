"""What holds for every command: its words are Chinese, its exit code tells what happened."""

import argparse
import ast
import errno
import inspect
import re
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path

import pytest

from zhijian import __version__, packaged
from zhijian.cli import __main__ as cli
from zhijian.cli.wording import CLOSING, WORDS, Parser, argparse_in_chinese, cells, fold
from zhijian.core.refused import Refused

# What argparse says to programmers who build a parser wrongly; nobody at a keyboard reads these.
FOR_PROGRAMMERS = (
    "conflicting ",
    "cannot ",
    "invalid option string",
    "invalid conflict_resolution",
    ".__call__()",
    "'required' is",
    "mutually exclusive",
    "%r is not callable",
    "dest= is required",
)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put a command called ``probe`` in the table that does what the test says."""

    def install(run: Callable[[argparse.Namespace], int]) -> None:
        def add_parser(subparsers: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
            parser = subparsers.add_parser("probe", help="试一试")
            parser.add_argument("--day", type=int, choices=[1, 2], help="哪一天")
            parser.add_argument("--pair", nargs=2, help="两个值")
            parser.set_defaults(run=run)

        module = types.ModuleType("probe_command")
        module.__dict__["add_parser"] = add_parser
        monkeypatch.setitem(sys.modules, "probe_command", module)
        monkeypatch.setitem(cli.COMMANDS, "probe", ("probe_command", "试一试"))

    return install


def raising(error: BaseException) -> Callable[[argparse.Namespace], int]:
    def run(asked: argparse.Namespace) -> int:
        raise error

    return run


@pytest.mark.parametrize("code", [0, 1])
def test_what_a_command_returns_is_the_exit_code(code, command):
    command(lambda asked: code)

    assert cli.main(["probe"]) == code


def test_a_refusal_is_told_in_its_own_sentences_and_ends_with_one(command, capsys):
    command(raising(Refused("表头缺少一列。", ["第 3 行：缺“平台”。", "第 9 行：缺“账号”。"])))

    code = cli.main(["probe"])

    told = capsys.readouterr()
    assert code == 1
    assert told.out == ""
    assert told.err == "表头缺少一列。\n第 3 行：缺“平台”。\n第 9 行：缺“账号”。\n"


def test_a_mistake_of_ours_is_not_dressed_up_as_a_refusal(command):
    command(raising(ZeroDivisionError()))

    with pytest.raises(ZeroDivisionError):
        cli.main(["probe"])


def test_a_full_disk_is_told_with_its_file_and_cure(command, capsys):
    command(raising(OSError(errno.ENOSPC, "No space left on device", "结果/score.xlsx")))

    assert cli.main(["probe"]) == 1
    assert capsys.readouterr().err == "结果/score.xlsx：磁盘已满，请腾出空间后重试。\n"


def test_a_machine_error_nobody_has_words_for_is_not_hidden(command):
    command(raising(OSError(errno.EIO, "Input/output error")))

    with pytest.raises(OSError, match="Input/output"):
        cli.main(["probe"])


def test_an_interrupted_run_does_not_count_as_done(command, capsys):
    command(raising(KeyboardInterrupt()))

    assert cli.main(["probe"]) == 1
    assert capsys.readouterr().err == "已按要求中断。\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "还缺少：命令"),
        (["chek"], "没有 'chek' 这一项"),
        (["--nonsense", "probe"], "不认识的参数：--nonsense"),
        (["probe", "surplus"], "不认识的参数：surplus"),
        (["probe", "--day"], "参数 --day 后面要写一个值"),
        (["probe", "--pair", "1"], "参数 --pair 后面要写 2 个值"),
        (["probe", "--day", "x"], "参数 --day 的值 'x' 写法不对"),
        (["probe", "--day", "3"], "参数 --day 没有 3 这一项，可以写：1, 2"),
        (["probe", "--da", "1"], "不认识的参数：--da 1"),
    ],
)
def test_wrong_use_is_explained_in_chinese_and_ends_with_two(arguments, words, command, capsys):
    command(lambda asked: 0)

    code = cli.main(arguments)

    told = capsys.readouterr()
    assert code == 2
    assert told.out == ""
    assert words in told.err
    assert "--help 看用法。" in told.err
    assert "error" not in told.err


def test_every_word_argparse_says_to_a_user_is_translated():
    said = set()
    for node in ast.walk(ast.parse(inspect.getsource(argparse))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "ngettext"):
            said |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}

    assert len(said) > 20
    assert {words for words in said if not words.startswith(FOR_PROGRAMMERS)} <= set(WORDS)


def test_a_translation_uses_no_value_the_original_does_not_have():
    for words, chinese in WORDS.items():
        assert set(re.findall(r"%\(\w+\)", chinese)) <= set(re.findall(r"%\(\w+\)", words))
        assert re.findall(r"%[sr]", chinese) == re.findall(r"%[sr]", words)


def test_other_programs_keep_their_argparse_in_english():
    with argparse_in_chinese():
        assert "选项" in Parser(prog="x").format_help()

    assert "options" in argparse.ArgumentParser(prog="x").format_help()


def test_help_lists_every_command_and_an_example(capsys):
    assert cli.main(["--help"]) == 0

    told = capsys.readouterr().out
    assert told.startswith("用法：zhijian")
    assert "例：" in told
    for name, (_, line) in cli.COMMANDS.items():
        assert re.search(rf"(?m)^    {name} +{line}$", told)
    assert "usage" not in told
    assert not re.search("show (this|program)", told)
    assert not re.search("[\u4e00-\u9fff]:", told)


@pytest.mark.parametrize("name", sorted(cli.COMMANDS))
def test_every_command_explains_itself_in_chinese_with_an_example(name, capsys):
    assert cli.main([name, "--help"]) == 0

    told = capsys.readouterr().out
    assert told.startswith(f"用法：zhijian {name}")
    assert f"zhijian {name} " in told.partition("例")[2]
    assert not re.search("(?m)^(usage|options|positional arguments)", told)


def test_the_version_is_the_package_s(capsys):
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == f"zhijian {__version__}\n"


def test_top_help_loads_no_command_and_no_engine():
    probe = (
        "import sys; from zhijian.cli.__main__ import main; main(['--help']);"
        "heavy = {'duckdb', 'yaml', 'docx', 'xlsxwriter', 'python_calamine'} & set(sys.modules);"
        "ours = {m for m in sys.modules if m.startswith('zhijian.cli.')};"
        "sys.exit(repr((heavy, ours)) if heavy or len(ours) > 2 else 0)"
    )

    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr


def test_a_reader_who_leaves_early_sees_no_traceback():
    probe = (
        "import argparse, sys, types; from zhijian.cli import __main__ as cli;"
        "module = types.ModuleType('talk');"
        "talk = lambda asked: print('字' * 1_000_000) or 0;"
        "module.add_parser = lambda subs: subs.add_parser('talk').set_defaults(run=talk);"
        "sys.modules['talk'] = module; cli.COMMANDS['talk'] = ('talk', '');"
        "sys.exit(cli.main(['talk']))"
    )

    with subprocess.Popen(
        [sys.executable, "-c", probe], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout
        assert running.stderr
        running.stdout.read(10)
        running.stdout.close()
        said = running.stderr.read()

    assert said == b""
    assert running.returncode == 1


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("一二三四", ["一二三四"]),
        ("一二三四五", ["一二三四", "五"]),
        ("一二三四。五", ["一二三四。", "五"]),
        ("一 ab cd", ["一 ab cd"]),
        ("一二 ab cd", ["一二 ab", "cd"]),
        ("abcdefghij 一", ["abcdefghij", "一"]),
        ("   ", []),
    ],
)
def test_help_folds_at_eight_columns(text, lines):
    assert fold(text, 8) == lines
    assert all(line[0] not in CLOSING for line in lines)


def test_a_full_width_character_takes_two_columns():
    assert cells("ab，指尖") == 8


def test_an_installed_copy_reads_the_rulebooks_inside_the_package(tmp_path, monkeypatch):
    (tmp_path / "site" / "zhijian" / "rulebooks").mkdir(parents=True)
    (tmp_path / "rulebooks").mkdir()
    monkeypatch.setattr(packaged, "files", lambda package: tmp_path / "site" / "zhijian")

    assert packaged.default_rulebooks() == tmp_path / "site" / "zhijian" / "rulebooks"


def test_a_checkout_reads_the_rulebooks_at_its_root(tmp_path, monkeypatch):
    (tmp_path / "src" / "zhijian").mkdir(parents=True)
    (tmp_path / "rulebooks").mkdir()
    monkeypatch.setattr(packaged, "files", lambda package: tmp_path / "src" / "zhijian")

    assert packaged.default_rulebooks() == tmp_path / "rulebooks"


def test_a_copy_without_rulebooks_says_where_it_looked(tmp_path, monkeypatch):
    (tmp_path / "src" / "zhijian").mkdir(parents=True)
    monkeypatch.setattr(packaged, "files", lambda package: tmp_path / "src" / "zhijian")

    with pytest.raises(Refused, match="--rulebooks") as refusal:
        packaged.default_rulebooks()
    assert str(Path("src") / "zhijian" / "rulebooks") in str(refusal.value)
