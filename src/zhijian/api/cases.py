"""Cases: read, open, move along, files in and out."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import File, Form, Query, Router, Status, UploadedFile

from zhijian.api.bearer import Bearer, owner
from zhijian.api.case_shapes import ActIn, AttachmentOut, CaseDetailOut, CaseOut, OpenIn, UploadIn
from zhijian.api.paging import Asked, Page, paged
from zhijian.api.people import unit_ref
from zhijian.api.problems import TooLarge
from zhijian.api.shapes import Code, Id
from zhijian.cases import actions
from zhijian.cases.media import LARGEST_BYTES, Upload, headers_of, opened
from zhijian.cases.models import Attachment, Case
from zhijian.cases.policy import possibilities
from zhijian.people.models import Organization

router = Router(tags=["办件"], auth=Bearer("cases:read"))
WRITES = Bearer("cases:write")
Mine = Annotated[
    Literal["", "on_desk", "in_progress", "done", "started"],
    Query(description="待我办 on_desk、在办 in_progress、已办 done、我发起 started"),
]


@router.get("", response=Page[CaseOut], summary="办件列表", operation_id="list_cases")
def list_cases(
    request: HttpRequest,
    page: Asked,
    mine: Mine = "",
    state: Annotated[Literal["", "open", "closed", "withdrawn"], Query()] = "",
    process: Code = "",
) -> dict[str, Any]:
    """Cases that the owner sees."""
    user = owner(request)
    rows = _visible(request)
    if mine:
        sets = {
            "on_desk": rows.on_desk_of,
            "in_progress": rows.in_progress_of,
            "done": rows.done_by,
            "started": rows.started_by,
        }
        rows = sets[mine](user)
    rows = rows.filter(state=state) if state else rows
    return paged(rows.filter(process=process) if process else rows, page, _case)


@router.post(
    "", response={201: CaseDetailOut}, auth=WRITES, summary="发起办件", operation_id="open_case"
)
def open_case(request: HttpRequest, body: OpenIn) -> Status[dict[str, Any]]:
    """Open a case about a unit in the owner's scope."""
    units = Organization.objects.visible_to(owner(request))
    case = actions.open_case(
        body.process,
        organization=get_object_or_404(units, pk=body.organization),
        title=body.title,
        by=owner(request),
        on=body.on,
        kind=body.kind,
    )
    return Status(201, _detail(request, case.pk))


@router.get("/{pk}", response=CaseDetailOut, summary="一个办件", operation_id="get_case")
def get_case(request: HttpRequest, pk: Id) -> dict[str, Any]:
    """One case with the moves of its present step."""
    return _detail(request, pk)


@router.post(
    "/{pk}/moves", response=CaseDetailOut, auth=WRITES, summary="办理", operation_id="act_on_case"
)
def act_on_case(request: HttpRequest, pk: Id, body: ActIn) -> dict[str, Any]:
    """Make a move of the present step; refused if another changed the case since ``version``."""
    case = get_object_or_404(_visible(request), pk=pk)
    actions.act(
        case,
        body.move,
        by=owner(request),
        opinion=body.opinion,
        ticked=body.ticked,
        version=body.version,
    )
    return _detail(request, pk)


@router.get(
    "/{pk}/attachments",
    response=list[AttachmentOut],
    summary="办件的附件",
    operation_id="list_attachments",
)
def list_attachments(request: HttpRequest, pk: Id) -> list[dict[str, Any]]:
    """The files of a case."""
    case = get_object_or_404(_visible(request), pk=pk)
    return [_attachment(row) for row in case.attachments.select_related("by__person")]


@router.post(
    "/{pk}/attachments",
    response={201: AttachmentOut},
    auth=WRITES,
    summary="上传附件",
    operation_id="upload_attachment",
)
def upload_attachment(
    request: HttpRequest,
    pk: Id,
    file: File[UploadedFile],
    body: Form[UploadIn],
) -> Status[dict[str, Any]]:
    """Add a file to a case; what it is, is found out from its bytes."""
    case = get_object_or_404(_visible(request), pk=pk)
    if (file.size or 0) > LARGEST_BYTES:
        raise TooLarge(f"附件最大 {LARGEST_BYTES // 1024 // 1024} MB，请压缩或拆分后上传。")
    upload = Upload(file.name or "", file.read(), body.kind)
    return Status(201, _attachment(actions.attach(case, upload, by=owner(request))))


@router.get(
    "/{pk}/attachments/{attachment}",
    summary="下载附件",
    operation_id="download_attachment",
    openapi_extra={
        "responses": {
            200: {
                "description": "附件原件",
                "content": {
                    "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
                },
            }
        }
    },
)
def download_attachment(request: HttpRequest, pk: Id, attachment: Id) -> HttpResponse:
    """The bytes of a file, to be saved."""
    case = get_object_or_404(_visible(request), pk=pk)
    found = get_object_or_404(case.attachments, pk=attachment)
    headers = dict(headers_of(found.name, found.media_type))
    headers["Content-Type"] = "application/octet-stream"
    return HttpResponse(opened(found.digest), headers=headers)


def _visible(request: HttpRequest) -> Any:
    return Case.objects.visible_to(owner(request)).select_related("organization", "desk", "rules")


def _case(case: Case) -> dict[str, Any]:
    plain = (
        *("number", "process", "process_title", "title", "state", "step", "step_title"),
        *("due_on", "due_is_estimate", "opened_at", "closed_at", "version"),
    )
    light = case.light()
    return {
        "id": case.pk,
        **{name: getattr(case, name) for name in plain},
        "organization": unit_ref(case.organization),
        "desk": unit_ref(case.desk),
        "state_name": case.get_state_display(),
        "light": {"word": light.word, "colour": light.colour, "basis": light.basis},
    }


def _detail(request: HttpRequest, pk: int) -> dict[str, Any]:
    case = get_object_or_404(_visible(request), pk=pk)
    return _case(case) | {
        "moves": [
            {
                "move": offer.move.verb,
                "title": offer.move.title,
                "is_open": offer.is_open,
                "why_not": offer.why_not,
            }
            for offer in possibilities(case, owner(request)).moves
        ],
        "working": list(case.light().working),
    }


def _attachment(row: Attachment) -> dict[str, Any]:
    plain = ("name", "kind", "kind_title", "media_type", "size", "at")
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in plain},
        "sha256": row.digest,
        "by": row.by.name if row.by else "",
    }
