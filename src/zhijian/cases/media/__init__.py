"""Files that people hand in: known by their content, kept under their hash, handed out to save."""

from zhijian.cases.media.kinds import LARGEST_BYTES, Kind, kind_of
from zhijian.cases.media.names import safe_name
from zhijian.cases.media.store import Upload, headers_of, keep, opened, path_of

__all__ = [
    "LARGEST_BYTES",
    "Kind",
    "Upload",
    "headers_of",
    "keep",
    "kind_of",
    "opened",
    "path_of",
    "safe_name",
]
