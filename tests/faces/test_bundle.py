"""The intranet bundle installs and serves where there is no network at all.

``make bundle`` builds it and runs this; it is too slow for every run of the suite.
"""

import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.bundle
BUILT = Path(__file__).parents[2] / "build" / "bundle"

# Everything after this line happens in a network namespace whose only device is its own loopback.
INSIDE = r"""
set -eu
ip link set lo up 2>/dev/null || true
if python3 -c 'import socket; socket.create_connection(("192.0.2.1", 80), 1)' 2>/dev/null; then
    echo "there is a way out"; exit 9
fi
sh "$BUNDLE/install.sh" "$TARGET"
cd "$WORK"
"$TARGET/venv/bin/zhijian" --version
"$TARGET/venv/bin/zhijian" serve --listen 127.0.0.1:8123 >serve.log 2>&1 &
server=$!
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null || true' EXIT
fetch='import sys, urllib.request as u; sys.stdout.buffer.write(u.urlopen(sys.argv[1], timeout=5).read())'
for _ in $(seq 120); do
    "$TARGET/venv/bin/python" -c "$fetch" http://127.0.0.1:8123/readyz >ready.json 2>/dev/null && break
    kill -0 $server || { cat serve.log; exit 8; }
    sleep 0.5
done
cat ready.json
"$TARGET/venv/bin/python" -c "$fetch" http://127.0.0.1:8123/sign-in/ >page.html
sheet=$(grep -o '/static/zhijian/app[^"]*\.css' page.html | head -1)
"$TARGET/venv/bin/python" -c "$fetch" "http://127.0.0.1:8123$sheet" >app.css
"$TARGET/venv/bin/zhijian" backup --to saved
ZHIJIAN_LISTEN=127.0.0.1:8123 "$TARGET/venv/bin/zhijian" doctor >doctor.txt || true
"""


def archive() -> Path:
    found = sorted(BUILT.glob("zhijian-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not found:
        pytest.skip("还没有安装包，先执行 make bundle")
    return found[-1]


def without_network(*words: str) -> list[str]:
    """The words as they run in a network namespace of their own."""
    for how in (["unshare", "--net"], ["unshare", "--map-root-user", "--net"]):
        if shutil.which("unshare") and not subprocess.run([*how, "true"], check=False).returncode:
            return [*how, *words]
    pytest.skip("这台机器不能建立网络命名空间，离线安装未试")


def test_the_bundle_installs_and_serves_with_the_network_off(tmp_path):
    bundle = archive()
    with tarfile.open(bundle) as packed:
        packed.extractall(tmp_path, filter="data")
    (work := tmp_path / "work").mkdir()
    ours = ("ZHIJIAN_", "DATABASE_", "DJANGO_", "PIP_", "PYTHON", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}

    done = subprocess.run(
        without_network("sh", "-c", INSIDE),
        env={
            **kept,
            "BUNDLE": str(tmp_path / bundle.name.removesuffix(".tar.gz")),
            "TARGET": str(tmp_path / "opt"),
            "WORK": str(work),
        },
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert '{"status": "ok"}' in done.stdout
    assert "<title>登录" in (work / "page.html").read_text(encoding="utf-8")
    assert len((work / "app.css").read_text(encoding="utf-8")) > 10_000
    doctor = (work / "doctor.txt").read_text(encoding="utf-8")
    assert "【有误】" not in doctor, doctor
    assert "是本程序的服务，运行正常" in doctor
    assert (tmp_path / "opt" / "manual" / "install.md").is_file()


def test_a_harmed_bundle_is_not_installed(tmp_path):
    bundle = archive()
    with tarfile.open(bundle) as packed:
        packed.extractall(tmp_path, filter="data")
    folder = tmp_path / bundle.name.removesuffix(".tar.gz")
    wheel = next((folder / "wheels").glob("zhijian-*.whl"))
    wheel.write_bytes(wheel.read_bytes() + b"\0")

    done = subprocess.run(
        ["sh", str(folder / "install.sh"), str(tmp_path / "opt")],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 1
    assert "不完整或被改动过" in done.stderr
    assert not (tmp_path / "opt").exists()
