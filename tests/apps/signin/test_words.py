"""What this app writes into the record has a name there, and nothing secret."""

import re
from pathlib import Path

import zhijian.signin
from zhijian.journal.words import action_words, data_labels

FOLDER = Path(zhijian.signin.__file__).parent
ACTION = re.compile(r'journal\.record\(\s*"([a-z_.]+)"')


def test_every_action_is_called_something():
    written = {name for path in FOLDER.rglob("*.py") for name in ACTION.findall(path.read_text())}

    assert len(written) > 20
    assert [name for name in written if action_words(name) == name] == []
    assert "device" in data_labels()
