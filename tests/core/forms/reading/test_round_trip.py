"""What is printed and read back is what was printed: every field, both forms, both files."""

import string
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.forms.conftest import DAY
from core.forms.samples import INVENTORY, OVERFULL, REGISTRATION, WECHAT, png
from zhijian.core.forms import FormValues, check, tidy, to_docx, to_xlsx
from zhijian.core.forms.model import Field, Shape
from zhijian.core.forms.reading import read_form

WRITERS = {"docx": to_docx, "xlsx": to_xlsx}
RARE = "䶮𬭚龑镎镕〇Ａ（）·—“”%&<>\"'=+-@é ßжΩ"
WORDS = (
    "政务公开办事服务互动交流不动产登记青禾县局中心二零第" + string.ascii_letters + string.digits
)
# Signs that mean a tick cannot stand in words beside boxes.
PLAIN = st.text(alphabet=WORDS + RARE, min_size=1, max_size=40)
LONG = st.lists(st.text(alphabet=WORDS + RARE + "，。；：\n　", max_size=200), max_size=4).map(
    "\n".join
)
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))
IDENTIFIERS = st.text(alphabet=string.ascii_letters + string.digits + "_", min_size=3, max_size=24)


def a_value(asked: Field):
    """Any value the field can hold, or none."""
    if asked.key == "account_id":
        return st.none() | IDENTIFIERS
    if asked.key == "account_name":
        return st.none() | PLAIN.map(lambda text: f"青{text}")
    if asked.key == "platform_functions":
        return st.none() | functions()
    return (
        st.none()
        | {
            Shape.TEXT: PLAIN,
            Shape.LONG: LONG,
            Shape.NUMBER: st.integers(0, 10**12),
            Shape.DAY: DAYS,
            Shape.FLAG: st.booleans(),
            Shape.CHOICE: choice(asked),
            Shape.CHOICES: st.lists(
                st.sampled_from(asked.options or ("甲",)), min_size=1, unique=True
            ),
            Shape.IMAGE: st.integers(0, 255).map(lambda grey: png(grey=grey)),
        }[asked.shape]
    )


def choice(asked: Field):
    plain = [option for option in asked.options if option != asked.free_option] or ["甲"]
    free = st.text(alphabet="抖音快手头条青禾", min_size=1, max_size=8)
    own = free.map(lambda text: f"{asked.free_option}：{text}")
    return st.sampled_from(plain) | own if asked.free_option else st.sampled_from(plain)


@st.composite
def functions(draw):
    words = draw(
        st.lists(st.sampled_from(["微博", WECHAT, "微视", "移动客户端（APP）"]), unique=True)
    )
    if WECHAT in words:
        words.extend(draw(st.lists(st.sampled_from(["服务号", "订阅号", "小程序"]), unique=True)))
    if draw(st.booleans()):
        words.append(f"其他类型：{draw(st.text(alphabet=WORDS, min_size=1, max_size=12))}")
    return words


def values_of(form):
    fields = st.fixed_dictionaries({key: a_value(asked) for key, asked in form.fields.items()})
    tables = st.fixed_dictionaries(
        {
            key: st.lists(
                st.fixed_dictionaries({cell.key: a_value(cell) for cell in table.cells}), max_size=9
            )
            for key, table in form.tables.items()
        }
    )
    return st.builds(FormValues, fields, tables)


def assert_nothing_lost(form, values, kind, drawn, folder):
    path = folder / f"{form.id}.{kind}"
    path.write_bytes(WRITERS[kind]([drawn(form, values)], made_on=DAY))

    reading = read_form(path, path.name, [form])

    wanted = tidy(form, values)
    assert not reading.refused
    for key in form.fields:
        assert reading.values.fields[key] == wanted.fields[key], key
    for key in form.tables:
        assert reading.values.tables[key] == wanted.tables[key], key


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("name", ["hengnan_filing_registration", "hengnan_inventory_cleanup"])
def test_nothing_is_lost_between_register_and_register(name, kind, forms, drawn, tmp_path_factory):
    form, folder = forms[name], tmp_path_factory.mktemp("filled")

    @settings(max_examples=25, deadline=None)
    @given(values_of(form))
    def turn(values):
        assert_nothing_lost(form, values, kind, drawn, folder)

    turn()


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("values", [REGISTRATION, OVERFULL, FormValues()])
def test_a_registration_comes_back_as_it_went(values, kind, registration, drawn, tmp_path):
    assert_nothing_lost(registration, values, kind, drawn, tmp_path)


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("values", [INVENTORY, FormValues()])
def test_an_inventory_comes_back_as_it_went(values, kind, inventory, drawn, tmp_path):
    assert_nothing_lost(inventory, values, kind, drawn, tmp_path)


@pytest.mark.parametrize("kind", WRITERS)
def test_a_form_of_ours_read_back_draws_no_remark(kind, registration, drawn, tmp_path):
    path = tmp_path / f"form.{kind}"
    path.write_bytes(WRITERS[kind]([drawn(registration, REGISTRATION)], made_on=DAY))

    reading = read_form(path, path.name, [registration])

    assert [str(remark) for remark in reading.remarks] == []
    assert check(registration, reading.values) == []
    assert reading.places["account_name"] == reading.places["account_id"]
