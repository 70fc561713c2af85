"""How forms are drawn: labels, hints and faults bound to their field, focus on the first fault."""

import re

from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory


class StaffForm(forms.Form):
    groups = (("联系方式", ("phone",)),)
    columns = 2
    name = forms.CharField(label="姓名", help_text="与身份证件一致")
    joined = forms.DateField(label="到岗日期")
    kind = forms.ChoiceField(
        label="性质", choices=[("a", "专职"), ("b", "兼职")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="已核对")
    remark = forms.CharField(label="说明", widget=forms.Textarea, required=False)
    phone = forms.CharField(label="手机号码", min_length=11)


def drawn(data: dict[str, str] | None = None) -> str:
    return str(StaffForm(data))


def test_every_control_has_its_label():
    text = drawn()

    for name in ("name", "joined", "agreed", "remark", "phone"):
        assert f'<label for="id_{name}">' in text
    assert "<legend>性质" in text


def test_a_fault_stands_below_its_field_and_is_read_with_it():
    text = drawn(
        {"name": "李明", "joined": "2026-02-30", "phone": "1", "kind": "a", "agreed": "on"}
    )

    joined = re.search(r'<input type="date"[^>]*name="joined"[^>]*>', text).group()
    assert 'aria-invalid="true"' in joined
    assert 'aria-describedby="id_joined_error"' in joined
    assert 'id="id_joined_error"' in text
    assert 'value="2026-02-30"' in joined


def test_the_first_fault_and_only_it_asks_for_the_focus():
    text = drawn({"name": "李明", "phone": "1", "kind": "a", "agreed": "on"})

    assert text.count("autofocus") == 1
    assert "autofocus" in re.search(r'<input[^>]*name="joined"[^>]*>', text).group()
    assert "autofocus" not in drawn()


def test_a_hint_is_read_with_its_field():
    field = re.search(r'<input[^>]*name="name"[^>]*>', drawn()).group()

    assert 'aria-describedby="id_name_helptext"' in field


def test_groups_become_fieldsets_with_a_heading():
    text = drawn()

    assert re.search(
        r'<fieldset class="form-group"><legend>联系方式</legend>.*name="phone"', text, re.S
    )


def test_what_was_typed_comes_back_escaped():
    text = drawn({"name": '"><script>alert(1)</script>'})

    assert "<script" not in text


def test_the_whole_form_carries_its_token_version_and_draft_name():
    request = RequestFactory().get("/")
    context = {
        "form": StaffForm(),
        "draft": "staff",
        "version": 3,
        "submit": "登记",
        "cancel": "/x/",
    }

    text = render_to_string("parts/form.html", context, request)

    assert 'data-draft="staff"' in text
    assert 'name="csrfmiddlewaretoken"' in text
    assert '<input type="hidden" name="version" value="3">' in text
    assert text.count("btn p") == 1
