"""Writes docs/openapi.json: the description of the programming interface."""

import json
import os
import tempfile
from pathlib import Path

TARGET = Path(__file__).parents[1] / "openapi.json"


def written() -> str:
    """The document as it is committed."""
    from zhijian.api.application import api, description

    return json.dumps(description(api), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Write it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhijian.config.settings")
    os.environ.setdefault("ZHIJIAN_DATA_DIR", tempfile.mkdtemp())
    import django

    django.setup()
    TARGET.write_text(written(), encoding="utf-8")


if __name__ == "__main__":
    main()
