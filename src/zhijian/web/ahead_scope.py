"""For whom a page looks ahead: an office with the units it inspects, or a unit for itself."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from zhijian.inspection import policy
from zhijian.people.models import Organization, User

NOBODY = "预警、预演和履职清单按单位查看，您不属于任何单位。"


def offices_for(user: User) -> list[Organization]:
    """The offices a person inspects for; the own unit where there is none."""
    found = list(policy.offices_of(user).order_by("pk"))
    own = user.organization
    return found or ([own] if own is not None else [])


def office_of(request: HttpRequest) -> Organization:
    """The office that the address names, else the first one.

    Raises:
        Http404: another one is named.
        PermissionDenied: the person belongs to no unit.
    """
    user: User = request.user  # type: ignore[assignment]
    offices = offices_for(user)
    if not offices:
        raise PermissionDenied(NOBODY)
    wanted = request.POST.get("office") or request.GET.get("office") or str(offices[0].pk)
    found = next((one for one in offices if str(one.pk) == wanted), None)
    if found is None:
        raise Http404
    return found


def units_for(user: User, office: Organization) -> Any:
    """The units of an office whose work this person sees."""
    seen = Organization.objects.visible_to(user).values("pk")
    return policy.units_of(office).filter(pk__in=seen)
