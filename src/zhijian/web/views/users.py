"""用户: who may sign in, made by the system administrator, kept by the security administrator."""

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from zhijian.config import clock
from zhijian.core.refused import Refused
from zhijian.people.models import Person, User
from zhijian.signin import actions, law, lockout, policy
from zhijian.signin.backend import is_admitted
from zhijian.signin.models import SignIn
from zhijian.web.listing import Cell, Choice, Column, HeadAction, Listing, Quick, RowAction, Text
from zhijian.web.page import page
from zhijian.web.parts import Crumb, Fact, Moment
from zhijian.web.views.user_acts import acts_for, decide_user

USERS = Crumb("用户", "/users/")


def sees_users(user: User) -> bool:
    """Whether users are this officer's business."""
    return policy.may(user, "see_users")


def state_of(user: User) -> Cell:
    """Whether one can sign in with it, and why not."""
    if not user.is_active:
        return Cell("已停用")
    if not is_admitted(user):
        return Cell("已离岗，不能登录")
    return Cell("可以登录", tag="green")


def _rows(request: HttpRequest) -> QuerySet[User]:
    codes = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    latest = SignIn.objects.filter(user=OuterRef("pk")).order_by("-pk").values("last_seen_at")
    return User.objects.select_related("person__organization").annotate(
        binds_code=Exists(codes), seen_at=Subquery(latest[:1])
    )


def _name(user: User) -> Cell:
    return Cell(user.name, note=user.username, url=reverse("user", args=(user.pk,)))


def _by_name(word: str) -> Q:
    return Q(person__organization__name__contains=word)


LIST = Listing(
    name="users",
    title="用户",
    unit="个",
    model=User,
    rows=_rows,
    columns=(
        Column("name", "姓名及登录名", _name, phone="name", is_fixed=True),
        Column("unit", "单位", lambda user: user.organization.name if user.organization else ""),
        Column("office", "三员职责", lambda user: user.get_office_display() if user.office else ""),
        Column("state", "状态", state_of),
        Column("code", "动态口令", lambda user: "已绑定" if user.binds_code else "未绑定"),
        Column("seen", "最近登录", lambda user: user.seen_at),
        Column("made", "建立时间", lambda user: user.created_at, is_hidden=True, phone="hide"),
    ),
    filters=(
        Text("q", "姓名、登录名、单位", ("username__contains", "person__name__contains"), _by_name),
        Choice("office", "三员职责", [c for c in User.Office.choices if c[0]], field="office"),
    ),
    quick=(
        Quick("officers", "三员", lambda rows, request: rows.exclude(office="")),
        Quick("inactive", "已停用", lambda rows, request: rows.filter(is_active=False)),
        Quick(
            "first", "未改初始密码", lambda rows, request: rows.filter(must_change_password=True)
        ),
    ),
    actions=(RowAction("详情", lambda user: reverse("user", args=(user.pk,))),),
    head=lambda request: (
        (HeadAction("建立登录", reverse("user_candidates"), "plus", is_primary=True),)
        if policy.may(request.user, "create_login")  # type: ignore[arg-type]
        else ()
    ),
    may=sees_users,
    empty="还没有用户。",
)


def _candidates(request: HttpRequest) -> QuerySet[Person]:
    return (
        Person.objects.serving(clock.today())
        .filter(user__isnull=True)
        .select_related("organization")
    )


def _new_url(person: Person) -> str:
    return reverse("user_new", args=(person.pk,))


CANDIDATES = Listing(
    name="user_candidates",
    title="建立登录",
    unit="人",
    model=Person,
    rows=_candidates,
    columns=(
        Column(
            "name",
            "姓名及职务",
            lambda person: Cell(person.name, note=person.title, url=_new_url(person)),
            sort="name",
            phone="name",
            is_fixed=True,
        ),
        Column("unit", "单位", lambda person: person.organization.name),
    ),
    filters=(Text("q", "姓名、单位", ("name__contains", "organization__name__contains")),),
    actions=(RowAction("建立登录", _new_url),),
    sub=lambda request: "先选人：这里列出在岗而还没有登录名的人员。",
    may=lambda user: policy.may(user, "create_login"),
    extra=lambda request: {"crumbs": (USERS, Crumb("建立登录"))},
    exports=False,
    empty="在岗人员都已经有登录名。新来的人员，请先在人员台账中登记。",
)


class NewLoginForm(forms.Form):
    """The name to sign in with."""

    username = forms.CharField(
        label="登录名",
        max_length=30,
        help_text="3 到 30 个小写字母、数字、点或横线，以后不能更改。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    use_required_attribute = False


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new_user(request: HttpRequest, pk: int) -> HttpResponse:
    """A login for one person; the first password is shown once."""
    _require(request, "create_login")
    person = get_object_or_404(Person.objects.select_related("organization"), pk=pk)
    form = NewLoginForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user, password = actions.create_login(
                person,
                username=form.cleaned_data["username"],
                by=request.user,  # type: ignore[arg-type]
            )
        except Refused as refusal:
            form.add_error("username", str(refusal))
        else:
            context = {
                "heading": "登录已经建立",
                "user_shown": user,
                "password": password,
                "crumbs": (USERS, Crumb(user.name)),
            }
            return page(request, "security/once.html", context)
    context = {
        "person": person,
        "form": form,
        "cancel": USERS.url,
        "crumbs": (USERS, Crumb("建立登录", reverse("user_candidates")), Crumb(person.name)),
    }
    return page(request, "security/new_user.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def show_user(request: HttpRequest, pk: int) -> HttpResponse:
    """One login: its state, what protects it, its sign-ins, and what this officer may do."""
    officer: User = request.user  # type: ignore[assignment]
    if not sees_users(officer):
        raise PermissionDenied("用户由系统管理员和安全管理员管理。")
    shown = get_object_or_404(User.objects.select_related("person__organization"), pk=pk)
    factors = Authenticator.objects.filter(user=shown).values_list("type", flat=True)
    is_locked = bool(lockout.locked_names([shown]))
    unit = shown.organization
    context = {
        "shown": shown,
        "facts": (
            Fact("登录名", shown.username),
            Fact("单位", unit.name if unit else "（不属于单位）"),
            Fact("三员职责", shown.get_office_display()),
            Fact("状态", state_of(shown).text),
            Fact("登录锁定", "已锁定" if is_locked else "没有", tone="red" if is_locked else ""),
            Fact("动态口令", _code_words(shown, set(factors))),
            Fact("安全密钥", f"{list(factors).count('webauthn')} 把"),
            Fact("密码更改时间", shown.password_changed_at or "还没有更改过"),
        ),
        "moments": [_moment(row) for row in SignIn.objects.of(shown)[:10]],
        "acts": acts_for(shown, officer),
        "crumbs": (USERS, Crumb(shown.name)),
    }
    return page(request, "security/user.html", context)


def _code_words(user: User, types: set[str]) -> str:
    needs = "岗位必须使用" if law.must_use_code(user) else "岗位没有要求"
    return f"{'已绑定' if 'totp' in types else '未绑定'}（{needs}）"


def _moment(row: SignIn) -> Moment:
    ended = f"{row.get_ended_why_display()}" if row.ended_at else "没有退出"
    return Moment(row.started_at, "", "登录", note=f"{row.address or '本机'}，{ended}")


def _require(request: HttpRequest, duty: str) -> None:
    try:
        policy.require(request.user, duty)  # type: ignore[arg-type]
    except Refused as refusal:
        raise PermissionDenied(str(refusal)) from None


urlpatterns = [
    path("users/", LIST.view, name="users"),
    path("users/new/", CANDIDATES.view, name="user_candidates"),
    path("users/new/<int:pk>/", new_user, name="user_new"),
    path("users/<int:pk>/", show_user, name="user"),
    path("users/<int:pk>/<slug:key>/", decide_user, name="user_act"),
]
