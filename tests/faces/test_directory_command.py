"""``zhijian directory`` writes files that anybody can prove."""

import json
import os
import subprocess
import sys


def test_the_list_of_an_empty_installation_is_written_and_signed(tmp_path):
    data, out = tmp_path / "data", tmp_path / "out"
    environment = {**os.environ, "ZHIJIAN_DATA_DIR": str(data)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    zhijian = [sys.executable, "-m", "zhijian.cli"]
    subprocess.run([*zhijian, "manage", "migrate", "-v0"], env=environment, check=True)

    said = subprocess.run(
        [*zhijian, "directory", str(out)], env=environment, check=True, capture_output=True
    )

    assert "0 个账号" in said.stdout.decode()
    assert json.loads((out / "accounts.json").read_text())["accounts"] == []
    assert (out / "key.pem").read_text().startswith("-----BEGIN PUBLIC KEY-----")
