"""What we hand to an administrator can be read by the programs it is for, and opens nothing."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("zhijian*"))
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]


def read(unit: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    parser.optionxform = str
    parser.read(unit, encoding="utf-8")
    return parser


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_unit_runs_our_command_as_its_own_user_and_hardened(unit):
    service = read(unit)["Service"]

    assert re.fullmatch(
        r"/opt/zhijian/venv/bin/zhijian (serve|worker|backup)", service["ExecStart"]
    )
    assert service["User"] == "zhijian"
    for name in ("NoNewPrivileges", "PrivateTmp", "ProtectKernelTunables", "RestrictSUIDSGID"):
        assert service[name] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert service["StateDirectoryMode"] == "0700"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="没有 systemd-analyze")
def test_systemd_finds_no_fault_in_the_units(tmp_path):
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        (tmp_path / unit.name).write_text(
            re.sub(r"/opt/zhijian/venv/bin/zhijian", "/bin/true", text), encoding="utf-8"
        )

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    ours = [
        line
        for line in done.stderr.splitlines()
        if "zhijian" in line and "Documentation" not in line
    ]
    assert ours == []


def test_the_compose_file_serves_this_machine_alone():
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))

    ports = [port for service in composed["services"].values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)
    assert "ports" not in composed["services"]["database"]
    assert composed["services"]["web"]["cap_drop"] == ["ALL"]


def test_no_password_stands_in_a_sample():
    for path in sorted(DEPLOY.rglob("*")):
        if path.suffix in (".yaml", ".service", ".example") or path.name == "Containerfile":
            assert not re.search(r"PASSWORD: *\S", path.read_text(encoding="utf-8")), path


def test_nginx_listens_here_only_and_takes_no_address_from_visitors():
    text = (DEPLOY / "nginx.conf.example").read_text(encoding="utf-8")

    assert re.findall(r"listen ([^:;]+):", text) == ["127.0.0.1", "127.0.0.1"]
    assert "X-Forwarded-For $remote_addr;" in text
    assert text.count("{") == text.count("}")


@pytest.mark.skipif(shutil.which("nginx") is None, reason="没有 nginx")
def test_nginx_itself_finds_no_fault(tmp_path):
    text = (DEPLOY / "nginx.conf.example").read_text(encoding="utf-8")
    text = re.sub(
        r"(?m)^\s*ssl_certificate.*$|\bssl;", lambda m: ";" if m[0] == "ssl;" else "", text
    )
    (tmp_path / "n.conf").write_text(f"events {{}}\nhttp {{\n{text}\n}}\n", encoding="utf-8")

    done = subprocess.run(
        ["nginx", "-t", "-q", "-p", str(tmp_path), "-c", str(tmp_path / "n.conf")],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_the_image_runs_as_a_user_and_installs_by_hash():
    lines = (DEPLOY / "Containerfile").read_text(encoding="utf-8").splitlines()

    assert "USER zhijian" in lines
    assert all("--require-hashes" in line for line in lines if "install" in line and "-r " in line)
    assert any(line.startswith("HEALTHCHECK") for line in lines)


def test_the_installer_is_a_sound_script():
    done = subprocess.run(["sh", "-n", str(DEPLOY / "install.sh")], check=False)

    assert done.returncode == 0
