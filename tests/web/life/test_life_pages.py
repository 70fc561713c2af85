"""In the pages: an account opened to its end, renamed with its notice, and everything beside."""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.ledger.life.conftest import FANGXIAN, HAIYAN, HENGNAN, PLACES, PNG, Place, a_place
from zhijian.cases.models import Case
from zhijian.config import clock
from zhijian.ledger.actions import campaigns, life, offline, strays
from zhijian.ledger.life.matters import Detail
from zhijian.ledger.models import Account, Announcement, Campaign, LifeEvent, OfflinePeriod, Site

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=clock.CHINA)


@pytest.fixture(autouse=True)
def kept_apart(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    with clock.set_to(NOW):
        yield


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(client: Client, name: str, *args, status: int = 200) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == status, (name, answer.status_code)
    return answer.content.decode()


def send(client: Client, url: str, /, *args, **fields):
    answer = client.post(reverse(url, args=args), fields)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return answer


def decide(client: Client, case: Case, verb: str, *kinds: str, **more) -> Case:
    """A move on the page of the case, with files of the kinds it needs."""
    case = Case.objects.get(pk=case.pk)
    fields = {"move": verb, "version": case.version, "opinion": "情况属实。"} | more
    fields["ticked"] = [item.code for item in case.present.checklist]
    if kinds:
        fields["kind"] = kinds[0]
        fields["files"] = SimpleUploadedFile("截图.png", PNG, "image/png")
    answer = client.post(reverse("case", args=(case.pk,)), fields)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return Case.objects.get(pk=case.pk)


OPENING = {"platform": "wechat", "name": "青禾林业", "reason": "服务林农", "tasks": ["发布"]}


@pytest.mark.parametrize("code", PLACES)
def test_the_page_of_an_opening_says_the_places_policy_with_its_clause(db, code):
    place = a_place(code)

    page = read(browser(place.clerk), "account_open")

    assert "当地政策" in page
    assert "《" in page
    assert ("改用县级平台供稿" in page) is (code == HENGNAN)


def test_an_account_is_opened_in_the_pages_by_fangxians_policy(db):
    place = a_place(FANGXIAN)
    clerk, leader, above = map(browser, (place.clerk, place.leader, place.above_b))
    send(clerk, "account_open", **OPENING)
    case = Case.objects.get()
    case = decide(clerk, case, "submit")
    case = decide(leader, case, "agree")
    assert "还没有登记账号ID、注册日期" in read(clerk, "case", case.pk)

    send(
        clerk,
        "account_register",
        case.pk,
        handle="gh_qinghe_lin",
        registered_on="2026-11-20",
        link="https://mp.weixin.qq.com/qinghe",
    )
    assert "还没有登记账号ID" not in read(clerk, "case", case.pk)
    case = decide(clerk, case, "registered", "proof")
    case = place.filed(case)
    case = decide(above, case, "accept")

    account = Account.objects.get()
    assert (case.step, account.state) == ("opened", "operating")
    assert LifeEvent.objects.get().number in read(clerk, "life")
    assert "青禾林业" in read(clerk, "life_event", LifeEvent.objects.get().pk)
    assert "变动与备案" in read(clerk, "account", account.pk)


def test_the_exception_is_filled_in_by_who_approves(db):
    place = a_place(HAIYAN)
    clerk, leader, above = map(browser, (place.clerk, place.leader, place.above))
    send(clerk, "account_open", **OPENING)
    case = decide(leader, decide(clerk, Case.objects.get(), "submit"), "agree")
    assert "须先写明批准文号和截止日期" in read(above, "case", case.pk)

    send(
        above,
        "case_exception",
        case.pk,
        number="青政办函〔2026〕8号",
        approved_by="县政府办",
        until_on="2027-12-31",
        reason="林区防火",
    )

    assert decide(above, case, "approve").step == "register"
    read(clerk, "case_exception", case.pk, status=404)


def test_an_account_is_cancelled_in_the_pages_with_its_notice(db):
    place = a_place(FANGXIAN)
    account = place.account()
    clerk, leader, above = map(browser, (place.clerk, place.leader, place.above))
    assert "注销" in read(clerk, "change_new", account.pk)
    assert "最晚开始公告" in read(clerk, "account_ask", account.pk, "deregister")
    told = {"caused_on": "2026-11-20", "reason": "无力维护"}
    send(clerk, "account_ask", account.pk, "deregister", **told)
    assert "正在办理" in read(clerk, "change_new", account.pk)
    case = Case.objects.get()
    case = decide(above, decide(leader, decide(clerk, case, "submit"), "agree"), "approve")
    notice = Announcement.objects.get()
    assert "予以注销" in read(clerk, "announcement", notice.pk)
    words = {"title": "注销公告", "text": "本账号予以注销。"}
    send(clerk, "announcement_edit", notice.pk, **words)
    send(
        clerk,
        "announcement_post",
        notice.pk,
        place="县政府门户",
        posted_on="2026-11-20",
        link="https://www.qinghe.gov.cn/1.html",
        proof=SimpleUploadedFile("截图.png", PNG, "image/png"),
    )
    assert "2026-12-10" in read(clerk, "announcement", notice.pk)
    case = decide(clerk, case, "announced")
    send(clerk, "case_carried_out", case.pk, event_on="2026-11-20")
    case = place.filed(decide(clerk, case, "carried_out", "proof"))
    page = read(clerk, "case", case.pk)
    assert "最早 2026-12-10 期满" in page
    posting = notice.postings.get()
    early = clerk.post(
        reverse("announcement_remove", args=(notice.pk, posting.pk)), {"removed_on": "2026-11-20"}
    )
    assert early.status_code == 422
    assert "应挂 15 个工作日" in early.content.decode()

    with clock.set_to(datetime(2026, 12, 10, 9, tzinfo=clock.CHINA)):
        clerk = browser(place.clerk)
        send(clerk, "announcement_remove", notice.pk, posting.pk, removed_on="2026-12-10")
        decide(browser(place.above_b), decide(clerk, case, "stood"), "accept")

    account.refresh_from_db()
    assert account.state == "deregistered"
    read(clerk, "announcements")


def test_another_sponsor_is_asked_on_its_own_page(db):
    place = a_place(FANGXIAN)
    account = place.account()
    clerk, other = browser(place.clerk), browser(place.others["水局长"])
    send(
        clerk,
        "account_ask",
        account.pk,
        "sponsor",
        organization=place.unit("水利局").pk,
        caused_on="2026-11-20",
        reason="职能划转",
    )
    case = Case.objects.get()
    assert "接收单位意见" in read(other, "case", case.pk)
    read(clerk, "case_receiving", case.pk, status=403)

    send(other, "case_receiving", case.pk, is_agreed="yes", opinion="已安排人员")

    assert "同意接收" in read(clerk, "case", case.pk)


@pytest.mark.parametrize("detail", [d for d in Detail if d != Detail.OPEN])
def test_every_form_of_a_matter_is_shown_or_says_why_not(db, detail):
    place = a_place(FANGXIAN)
    account = place.account(is_filed=False)

    page = read(browser(place.clerk), "account_ask", account.pk, detail)

    assert "现在什么都不变" in page


def test_a_campaign_is_opened_decided_and_leads_to_the_case(db):
    place = a_place(FANGXIAN)
    account = place.account()
    above, clerk = browser(place.above), browser(place.clerk)
    read(clerk, "campaign_new", status=403)
    send(
        above,
        "campaign_new",
        title="2026年清理整合",
        office=place.unit("政府办").pk,
        cutoff_on="2026-11-20",
        due_on="2026-12-31",
    )
    campaign = Campaign.objects.get()
    item = campaign.items.get(account=account)
    assert "林业局" in read(clerk, "campaign", campaign.pk)
    assert "青禾林业" in read(clerk, "campaign_items", campaign.pk)
    assert "建议的理由" in read(clerk, "campaign_item", item.pk)

    answer = send(clerk, "campaign_item", item.pk, measure="CLOSE", reason="无力维护")

    assert answer.url == f"{reverse('account_ask', args=(account.pk, 'close'))}?item={item.pk}"
    clerk.post(answer.url, {"caused_on": "2026-11-20", "reason": "无力维护"})
    item.refresh_from_db()
    assert item.case.process == "ending"
    assert item.case.number in read(clerk, "campaign_items", campaign.pk)
    read(above, "campaigns")


def test_a_stray_is_reported_adopted_and_filed(db):
    place = a_place(FANGXIAN)
    clerk, above = browser(place.clerk), browser(place.above_b)
    send(
        above,
        "stray_new",
        name="青禾护林",
        platform="douyin",
        handle="qhhl",
        kind="unapproved",
        found_on="2026-11-20",
        organization=place.unit("林业局").pk,
    )
    case = Case.objects.get(process="stray")
    pk = int(case.subject_id)
    assert "青禾护林" in read(clerk, "strays")
    decide(clerk, case, "ours")
    assert "列入台账并补备案" in read(clerk, "stray", pk)
    told = {"name": "青禾护林", "platform": "douyin", "handle": "qhhl", "reason": "保留"}

    send(clerk, "stray_adopt", pk, **told)

    account = Account.objects.get()
    assert (account.state, account.is_filed) == ("operating", False)
    assert Case.objects.get(process="retrofiling").subject_id == str(account.pk)
    assert "补备案还没有办结" in read(clerk, "case", case.pk)


def test_a_site_goes_offline_and_comes_back_in_the_pages(db):
    place = a_place(FANGXIAN)
    site = Site.objects.create(
        organization=place.unit("林业局"), code="QH1", name="青禾林业网", domain="qhly.gov.cn"
    )
    by = browser(place.clerk)
    assert "省政府办公厅" in read(by, "site_offline_new", site.pk)
    told = {"kind": "EMERGENCY", "from_on": "2026-11-19", "reason": "机房断电"}
    send(by, "site_offline_new", site.pk, **told)
    case = Case.objects.get()
    assert OfflinePeriod.objects.get().from_on == date(2026, 11, 19)
    assert "还没有填写报备日期" in read(by, "case", case.pk)
    send(by, "case_offline", case.pk, reported_on="2026-11-20")
    case = decide(by, case, "reported", "report")
    send(by, "case_offline", case.pk, until_on="2026-11-20")
    decide(by, case, "restored")

    period = OfflinePeriod.objects.get()
    assert (period.reported_on, period.until_on) == (date(2026, 11, 20), date(2026, 11, 20))
    site.refresh_from_db()
    assert site.state == "operating"


def everything(place: Place) -> list[tuple[str, tuple[object, ...]]]:
    """Every address of this subject about something of the bureau."""
    account = place.account()
    case = life.ask_ending(
        account, Detail.CLOSE, by=place.clerk, reason="无力维护", caused_on=date(2026, 11, 20)
    )
    for verb in ("submit", "agree", "approve"):
        case = place.move(case, verb)
    notice = Announcement.objects.get()
    place.announced(case)
    campaign = campaigns.open_campaign(
        place.unit("政府办"),
        by=place.above_b,
        title="清理",
        basis="",
        cutoff_on=date(2026, 11, 20),
        due_on=date(2026, 12, 31),
    )
    stray = strays.report_stray(
        place.unit("林业局"),
        by=place.clerk,
        found_on=date(2026, 11, 20),
        name="青禾护林",
        platform="douyin",
    )
    site = Site.objects.create(organization=place.unit("林业局"), code="L1", name="林业网")
    away = offline.ask_offline(
        site, "EMERGENCY", by=place.clerk, reason="断电", from_on=date(2026, 11, 20)
    )
    posting = notice.postings.get()
    return [
        ("change_new", (account.pk,)),
        ("account_ask", (account.pk, "rename")),
        ("account_register", (case.pk,)),
        ("case_exception", (case.pk,)),
        ("case_carried_out", (case.pk,)),
        ("case_receiving", (case.pk,)),
        ("life_event", (LifeEvent.objects.get().pk,)),
        ("announcement", (notice.pk,)),
        ("announcement_edit", (notice.pk,)),
        ("announcement_post", (notice.pk,)),
        ("announcement_remove", (notice.pk, posting.pk)),
        ("campaign", (campaign.pk,)),
        ("campaign_items", (campaign.pk,)),
        ("campaign_item", (campaign.items.get().pk,)),
        ("stray", (stray.pk,)),
        ("stray_adopt", (stray.pk,)),
        ("stray_outcome", (stray.pk,)),
        ("site_offline_new", (site.pk,)),
        ("case_offline", (away.pk,)),
    ]


def test_a_stranger_finds_nothing(db):
    place = a_place(FANGXIAN)
    stranger = browser(place.others["水采编"])

    for name, args in everything(place):
        url = reverse(name, args=args)
        assert stranger.get(url).status_code == 404, name
        assert stranger.post(url, {}).status_code in (404, 405), name
    for name in ("life", "announcements", "strays", "campaigns", "orphans"):
        assert "青禾林业" not in read(stranger, name)
        assert "青禾护林" not in read(stranger, name)
