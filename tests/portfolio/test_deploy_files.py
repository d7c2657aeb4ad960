"""The files of deploy/ agree with the site and with each other. ``make deploy-test`` tries them."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

pytestmark = pytest.mark.once
DEPLOY = Path(settings.BASE_DIR) / "deploy"
SERVICES = sorted(DEPLOY.glob("systemd/*.service"))
HARDENED = {
    *("User=oversigt", "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes"),
    *("PrivateDevices=yes", "CapabilityBoundingSet=", "SystemCallFilter=@system-service", "UMask=0077"),
}


def text(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


@pytest.mark.parametrize("name", ["lib.sh", "install.sh", "upgrade.sh", "restore.sh"])
def test_the_shell_can_read_each_script(name: str) -> None:
    subprocess.run(["bash", "-n", str(DEPLOY / name)], check=True)


@pytest.mark.parametrize("name", ["install.sh", "upgrade.sh", "restore.sh", "oversigt"])
def test_each_script_can_be_started(name: str) -> None:
    assert (DEPLOY / name).stat().st_mode & 0o111 == 0o111


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_each_service_is_hardened(path: Path) -> None:
    assert set(path.read_text("utf-8").splitlines()) >= HARDENED


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_each_service_runs_commands_that_exist(path: Path) -> None:
    commands = re.findall(r"^ExecStart=.* manage\.py (\w+)", path.read_text("utf-8"), re.M)
    assert set(commands) <= get_commands().keys()
    assert commands or path.name == "oversigt.service"


def test_each_timer_has_its_service_and_is_started() -> None:
    timers = {path.stem for path in DEPLOY.glob("systemd/*.timer")}
    assert timers == {path.stem for path in SERVICES} - {"oversigt"}
    started = re.search(r"^TIMERS=\((.*)\)$", text("lib.sh"), re.M)
    assert started is not None
    assert {name.removesuffix(".timer") for name in started[1].split()} == timers


def test_the_settings_that_the_installation_writes_exist() -> None:
    written = re.search(r"<< END\n# The settings of this site.*?\nEND\n", text("install.sh"), re.S)
    known = re.findall(r"^#?([A-Z_]+)=", (Path(settings.BASE_DIR) / ".env.example").read_text("utf-8"), re.M)
    assert written is not None
    names = set(re.findall(r"^([A-Z_]+)=", written[0], re.M))
    assert {"SECRET_KEY", "DATABASE_URL", "MONITORING_TOKEN", "BACKUPS"} <= names <= set(known)


def test_nobody_can_claim_an_address() -> None:
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in text("nginx/oversigt-proxy.conf")


def test_a_stopped_site_answers_503_to_people_and_to_programs() -> None:
    conf = text("nginx/oversigt.conf")
    assert "error_page 502 =503 $oversigt_stopped;" in conf
    choice = re.search(r"map \$request_uri \$oversigt_stopped \{\n(.*?)\n\}", conf, re.S)
    assert choice is not None
    usual, (pattern, of_programs) = "/stopped.html", re.findall(r'"~(.*?)" (\S+);', choice[1])[0]
    assert f"default {usual};" in choice[1]
    for address, file in (
        ("/", usual),
        ("/projects/?search=/api/", usual),
        ("/as-of/2026-03-01/projects/", usual),
        ("/apiary/", usual),
        ("/api/v1/projects/?status=ongoing", of_programs),
        ("/as-of/2026-03-01/api/v1/totals/", of_programs),
    ):
        assert (of_programs if re.match(pattern, address) else usual) == file, address
    location = conf[conf.index("location ~ ^/stopped") :]
    for line in ("internal;", "add_header Retry-After 60 always;", "add_header Cache-Control no-store always;"):
        assert line in location
    assert "Content-Security-Policy \"default-src 'none'\" always" in location


def test_each_page_of_a_stopped_site_is_installed_and_says_when_it_is_back() -> None:
    installed = text("lib.sh")
    for name in ("stopped.html", "stopped.json"):
        assert f"/usr/share/oversigt/{name}" in installed
    page = text("nginx/stopped.html")
    assert {*re.findall(r'<p lang="(\w+)">', page)} == {*dict(settings.LANGUAGES)}
    assert "://" not in page
    # The shape of the API's errors (docs/api.md)
    assert json.loads(text("nginx/stopped.json")).keys() == {"detail"}


def test_postgresql_starts_again_after_it_was_killed() -> None:
    """To systemd the end of a killed server counts as a success: Debian's unit begins ``ExecStart=-``."""
    assert "Restart=always" in text("systemd/postgresql@oversigt.conf").splitlines()
    installed = 'postgresql@oversigt.conf" /etc/systemd/system/postgresql@.service.d/oversigt.conf'
    assert installed in text("lib.sh")


def test_the_first_password_is_said_before_a_later_step_can_fail() -> None:
    script = text("install.sh")
    made, said = script.index("ensure_staff"), script.index('say "$first"')
    assert made < said < script.index('say "7/8')


@pytest.mark.parametrize(
    ("restored", "ready", "said"),
    [
        (0, 0, "The upgrade failed, and /old runs as before."),
        (1, 0, "going back to /old failed too"),
        (0, 1, "going back to /old failed too"),
    ],
)
def test_a_failed_upgrade_says_whether_the_old_release_is_back(restored: int, ready: int, said: str) -> None:
    function = re.search(r"^roll_back\(\) \{\n.*?^\}\n", text("upgrade.sh"), re.M | re.S)
    assert function is not None
    steps = "stop_site empty_database switch_to install_units start_site rm"
    script = f"""
        set -euo pipefail
        for step in {steps}; do eval "$step() {{ :; }}"; done
        say() {{ echo "$*"; }}
        fail() {{ echo "STOPPED: $*" >&2; exit 1; }}
        restore_with() {{ return {restored}; }}
        wait_until_ready() {{ return {ready}; }}
        old=/old new=/new backup=/backups/night.zip stopped=yes migrated=yes done=''
        {function[0]}
        trap roll_back EXIT
        exit 3
    """
    run = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert said in run.stderr
    assert ("/backups/night.zip" in run.stderr) == bool(restored or ready)


def test_a_release_that_was_never_built_whole_takes_no_place(tmp_path: Path) -> None:
    function = re.search(r"^remove_old_releases\(\) \{\n.*?^\}\n", text("lib.sh"), re.M | re.S)
    assert function is not None
    for age, name in enumerate(["half-built", "in-use", "second", "third", "fourth", "oldest"]):
        (tmp_path / "releases" / name).mkdir(parents=True)
        os.utime(tmp_path / "releases" / name, (1000 - age, 1000 - age))
    (tmp_path / "releases/half-built/.unfinished").touch()
    (tmp_path / "current").symlink_to(tmp_path / "releases/in-use")
    script = f"set -euo pipefail\nSITE={tmp_path} RELEASES_KEPT=3\n{function[0]}\nremove_old_releases"
    subprocess.run(["bash", "-c", script], check=True)
    assert sorted(path.name for path in (tmp_path / "releases").iterdir()) == ["in-use", "second", "third"]


@pytest.mark.parametrize(
    ("unreadable", "code", "said"), [("", 1, "Nothing was restored, and the site runs again."), ("yes", 0, "restoring")]
)
def test_without_a_terminal_nothing_unreadable_is_replaced_unasked(unreadable: str, code: int, said: str) -> None:
    keeping = re.search(r"^if manage \"\$release\" backup .*?^fi\n", text("restore.sh"), re.M | re.S)
    assert keeping is not None
    script = f"""
        set -euo pipefail
        manage() {{ return 1; }}
        start_site() {{ echo started; }}
        say() {{ echo "$*"; }}
        fail() {{ echo "STOPPED: $*"; exit 1; }}
        release=/old before=/backups/before.zip unreadable={unreadable}
        {keeping[0]}
        echo restoring
    """
    run = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert run.returncode == code, run.stderr
    assert said in run.stdout
    assert ("started" in run.stdout) == bool(code)


def test_a_register_that_lacks_files_is_kept_and_then_replaced_unasked(tmp_path: Path) -> None:
    keeping = re.search(r"^if manage \"\$release\" backup .*?^fi\n", text("restore.sh"), re.M | re.S)
    assert keeping is not None
    script = f"""
        set -euo pipefail
        manage() {{ echo whole > "$3"; return 1; }}
        say() {{ echo "$*"; }}
        release=/old before={tmp_path}/before.zip unreadable=''
        {keeping[0]}
        echo restoring
    """
    run = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL)
    assert run.stdout.split() == f"{tmp_path}/before.zip, without the files that are missing now restoring".split()
