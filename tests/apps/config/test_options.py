"""An installation chooses by one file and the environment; what is wrong is said at once."""

import importlib.util
import tomllib
from pathlib import Path

import pytest

from zhijian.config.options import Options, describe_options, read_options
from zhijian.core.refused import Refused

ROOT = Path(__file__).parents[3]


def test_without_a_file_everything_has_a_default(tmp_path):
    chosen = read_options({}, tmp_path)

    assert chosen.listen == "127.0.0.1:8000"
    assert chosen.data_dir == tmp_path / "data"


def test_the_file_is_read_from_the_working_folder(tmp_path):
    (tmp_path / "zhijian.toml").write_text('office_name = "青禾县政务公开办"', encoding="utf-8")

    assert read_options({}, tmp_path).office_name == "青禾县政务公开办"


def test_a_file_saved_with_a_byte_order_mark_is_read_all_the_same(tmp_path):
    (tmp_path / "zhijian.toml").write_text("https = true", encoding="utf-8-sig")

    assert read_options({}, tmp_path).https


def test_the_environment_wins_over_the_file(tmp_path):
    (tmp_path / "zhijian.toml").write_text('listen = "127.0.0.1:9000"', encoding="utf-8")

    chosen = read_options({"ZHIJIAN_LISTEN": "127.0.0.1:9001"}, tmp_path)

    assert chosen.listen == "127.0.0.1:9001"


def test_the_database_may_be_named_in_the_customary_way(tmp_path):
    chosen = read_options({"DATABASE_URL": "postgresql:///qinghe"}, tmp_path)

    assert chosen.database_url == "postgresql:///qinghe"


def test_our_own_variable_wins_over_the_customary_one(tmp_path):
    both = {"DATABASE_URL": "postgresql:///one", "ZHIJIAN_DATABASE_URL": "postgresql:///two"}

    assert read_options(both, tmp_path).database_url == "postgresql:///two"


def test_lists_numbers_and_answers_come_from_the_environment_too(tmp_path):
    chosen = read_options(
        {
            "ZHIJIAN_ALLOWED_HOSTS": "a.example, b.example,",
            "ZHIJIAN_WEB_THREADS": "4",
            "ZHIJIAN_HTTPS": "是",
        },
        tmp_path,
    )

    assert (chosen.allowed_hosts, chosen.web_threads, chosen.https) == (
        ("a.example", "b.example"),
        4,
        True,
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colour = 1", "不认识的设置“colour”"),
        ("https = 1", "应当是true 或 false"),
        ("web_threads = '4'", "应当是整数"),
        ("web_threads = true", "应当是整数"),
        ("listen = 8000", "应当是带引号的文字"),
        ("allowed_hosts = 'a'", "应当是文字的列表"),
        ("allowed_hosts = [1]", "应当是文字的列表"),
        ("data_dir = 1", "应当是带引号的文字"),
        ("https = ", "不是一份正确的 TOML"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_with_the_file_and_the_name(text, words, tmp_path):
    (tmp_path / "zhijian.toml").write_text(text, encoding="utf-8")

    with pytest.raises(Refused, match=words) as refused:
        read_options({}, tmp_path)

    assert "zhijian.toml" in str(refused.value)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path):
    (tmp_path / "zhijian.toml").write_bytes('office_name = "青禾"'.encode("gb18030"))

    with pytest.raises(Refused, match="请用 UTF-8 保存"):
        read_options({}, tmp_path)


def test_a_file_that_was_named_must_be_there(tmp_path):
    with pytest.raises(Refused, match="找不到设置文件"):
        read_options({"ZHIJIAN_CONFIG": str(tmp_path / "no.toml")}, tmp_path)


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("ZHIJIAN_HTTPS", "maybe", "应当是 true 或 false"),
        ("ZHIJIAN_WEB_THREADS", "four", "应当是整数"),
        ("ZHIJIAN_WEB_THREADS", "４", "应当是整数"),
        ("ZHIJIAN_WEB_THREADS", "0", "在 1 到 256 之间"),
        ("ZHIJIAN_WEB_THREADS", "257", "在 1 到 256 之间"),
        ("ZHIJIAN_CIPHER", "des", "只能是 aes、sm4"),
        ("ZHIJIAN_DIGEST", "md5", "只能是 sha256、sm3"),
        ("ZHIJIAN_LOG_LEVEL", "LOUD", "只能是 DEBUG"),
        ("ZHIJIAN_LOG_ADDRESSES", "some", "只能是 masked"),
        ("ZHIJIAN_QUIET_HOURS", "21-8", "21:00-08:00"),
        ("ZHIJIAN_DIGEST_AT", "24:00", "08:30 这样的时刻"),
        ("ZHIJIAN_PLACE", "42032", "六位行政区划代码"),
        ("ZHIJIAN_LISTEN", "8000", "127.0.0.1:8000 这样的地址和端口"),
        ("ZHIJIAN_LISTEN", "127.0.0.1:65536", "127.0.0.1:8000 这样的地址和端口"),
        ("ZHIJIAN_LISTEN", "0.0.0.0:8000", "exposed = true"),
        ("ZHIJIAN_LISTEN", "[::]:8000", "exposed = true"),
        ("ZHIJIAN_LISTEN", "10.1.2.3:8000", "exposed = true"),
        ("ZHIJIAN_MAIL_URL", "mail.qinghe.example", "smtp://"),
        ("ZHIJIAN_WEBHOOK_URL", "ftp://qinghe.example", "https://"),
        ("ZHIJIAN_ROBOT_URLS", "https://a.example,javascript:1", "https://"),
        ("ZHIJIAN_BROKER_URL", "kafka://a", "redis://"),
    ],
)
def test_a_value_out_of_form_is_refused_with_what_it_may_be(variable, value, words, tmp_path):
    with pytest.raises(Refused, match=words):
        read_options({variable: value}, tmp_path)


def test_a_refused_address_does_not_repeat_the_password_in_it(tmp_path):
    with pytest.raises(Refused) as refused:
        read_options({"ZHIJIAN_DATABASE_URL": "mysql://root:hunter2@127.0.0.1/x"}, tmp_path)

    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize("value", ["127.0.0.1:1", "localhost:65535", "[::1]:8000"])
def test_loopback_needs_no_leave(value, tmp_path):
    assert read_options({"ZHIJIAN_LISTEN": value}, tmp_path).listen == value


def test_whoever_says_so_may_listen_to_all(tmp_path):
    said = {"ZHIJIAN_LISTEN": "0.0.0.0:8000", "ZHIJIAN_EXPOSED": "true"}

    assert read_options(said, tmp_path).exposed


def test_every_option_is_described_in_chinese():
    described = describe_options()

    assert {option.name for option in described} == set(Options.__dataclass_fields__)
    assert all(option.says.endswith("。") for option in described)


def sample_module():
    spec = importlib.util.spec_from_file_location("options_page", ROOT / "docs/generate/options.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_sample_file_shows_every_option_as_it_is():
    page = sample_module()

    assert page.SAMPLE.read_text(encoding="utf-8") == page.sample()


def test_the_sample_with_its_marks_taken_away_is_a_valid_file_of_defaults(tmp_path):
    lines = sample_module().sample().splitlines()
    settings = [line[2:] for line in lines if line.startswith("# ") and " = " in line]
    values = [line for line in settings if line.split(" = ")[0] in Options.__dataclass_fields__]
    (tmp_path / "zhijian.toml").write_text("\n".join(values), encoding="utf-8")

    assert tomllib.loads("\n".join(values)).keys() == Options.__dataclass_fields__.keys()
    assert read_options({}, tmp_path) == Options(data_dir=tmp_path / "data")
