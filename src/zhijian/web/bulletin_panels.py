"""What the page of a bulletin's case shows of the bulletin."""

from django.urls import reverse

from zhijian.cases.models import Case
from zhijian.inspection.models import Bulletin
from zhijian.people.models import User
from zhijian.web.panels import Panel


def bulletin_panel(user: User, case: Case) -> Panel | None:
    """The bulletin that goes to review, to be read before anything is decided."""
    found = Bulletin.objects.visible_to(user).filter(case=case).first()
    if found is None:
        return None
    url = reverse("bulletin", args=(found.pk,))
    return Panel(
        "通报",
        "bulletins/panel.html",
        {"bulletin": found, "url": url},
        note=found.get_state_display(),
        more_label="打开",
        more_url=url,
    )
