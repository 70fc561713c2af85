"""The intranet bundle: one archive that installs with the network off.

Run by ``make bundle``: ``python deploy/bundle.py build/bundle [--python 3.12]``. Inside: every
wheel that running needs (PostgreSQL's driver and Celery with them), our own wheel with the pages'
files and the rulebooks, ``install.sh``, the manual, the sample settings and the units. Wheels
are for one version of Python and one kind of machine; without options, for this one.
"""

import argparse
import hashlib
import platform
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements" / "bundle.txt"
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
COPIED = {
    "deploy/install.sh": "install.sh",
    "deploy/zhijian.toml.example": "zhijian.toml.example",
    "deploy/nginx.conf.example": "nginx.conf.example",
    "deploy/systemd": "systemd",
    "docs/manual": "manual",
    "docs/images": "images",
    "CHANGES.md": "CHANGES.md",
    "LICENSE": "LICENSE",
}
EPOCH = 1_767_225_600
"""2026-01-01: the date of every file inside, so that equal content gives an equal archive."""


def main() -> int:
    """Build the folder, then the archive beside it; print where it is."""
    asked = _parser().parse_args()
    name = f"zhijian-{_version()}-py{asked.python.replace('.', '')}-{asked.machine}"
    folder = asked.out / name
    shutil.rmtree(folder, ignore_errors=True)
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)

    print("正在收齐依赖 ……", flush=True)
    _run(
        *PIP,
        "download",
        "--require-hashes",
        "--only-binary=:all:",
        "--no-deps",
        f"--python-version={asked.python}",
        *(f"--platform={tag}" for tag in _platforms(asked.machine, asked.glibc)),
        f"--dest={wheels}",
        f"--requirement={LOCK}",
    )
    print("正在构建安装包 ……", flush=True)
    _run(*PIP, "wheel", "--no-deps", "--no-build-isolation", f"--wheel-dir={wheels}", str(ROOT))
    _require_assets(wheels)
    for source, target in COPIED.items():
        _copy(ROOT / source, folder / target)
    shutil.copy(LOCK, folder / "requirements.txt")
    (folder / "python-version").write_text(f"{asked.python}\n{asked.machine}\n", encoding="ascii")
    _write_sums(folder)
    archive = _pack(folder)
    print(f"已写好 {archive}（{archive.stat().st_size / 1e6:.0f} MB）")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="写出内网安装包")
    parser.add_argument("out", type=Path, help="写到哪个文件夹")
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    parser.add_argument("--python", default=here, help=f"目标机器的 Python 版本，默认 {here}")
    parser.add_argument("--machine", default=platform.machine(), help="x86_64 或 aarch64")
    parser.add_argument("--glibc", default="2.28", help="目标机器 glibc 的最低版本，默认 2.28")
    return parser


def _platforms(machine: str, glibc: str) -> list[str]:
    """The tags of wheels that run there, newest first."""
    major, minor = glibc.split(".")
    newest = range(int(minor), 16, -1)
    return [
        *(f"manylinux_{major}_{number}_{machine}" for number in newest),
        *(f"{kind}_{machine}" for kind in ("manylinux2014", "linux")),
    ]


def _run(*words: str) -> None:
    done = subprocess.run(words, cwd=ROOT, check=False)
    if done.returncode:
        sys.exit("没有做成，原因见上。请检查网络或软件源的设置后重试。")


def _require_assets(wheels: Path) -> None:
    """A wheel without pages' files or rulebooks would install and then serve nothing."""
    import zipfile

    (own,) = wheels.glob("zhijian-*.whl")
    with zipfile.ZipFile(own) as wheel:
        names = wheel.namelist()
    for wanted in ("web/static/zhijian/app.css", "rulebooks/forms/", "web/templates/", "fonts/"):
        if not any(name.startswith(f"zhijian/{wanted}") for name in names):
            sys.exit(f"安装包 {own.name} 里没有 {wanted}，不完整。请先执行 make setup。")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy(source, target)


def _write_sums(folder: Path) -> None:
    lines = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            lines.append(f"{digest}  {path.relative_to(folder).as_posix()}\n")
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")


def _pack(folder: Path) -> Path:
    archive = folder.parent / f"{folder.name}.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=1) as packed:
        for path in sorted(folder.rglob("*")):
            inside = f"{folder.name}/{path.relative_to(folder)}"
            packed.add(path, inside, recursive=False, filter=_plain)
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    archive.with_name(f"{archive.name}.sha256").write_text(f"{digest}  {archive.name}\n")
    return archive


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    member.mtime = EPOCH
    member.mode = 0o755 if member.isdir() or member.name.endswith(".sh") else 0o644
    return member


def _version() -> str:
    import tomllib

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(declared["project"]["version"])


if __name__ == "__main__":
    sys.exit(main())
