"""Follows docs/deploy.md in a bare Debian 12: installs, uses, breaks, restores and upgrades the site.

``python -m tests.deploy [--cache FOLDER] [--keep FOLDER]``, as root. It prints each step with its seconds, and ends at
the first that fails.
"""

import argparse
import json
import os
import re
import secrets
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.deploy.root import Root, quoted

REPOSITORY = Path(__file__).resolve().parent.parent.parent
HOST = "oversigt.example.org"
CURL = f"curl --silent --show-error --insecure --resolve {HOST}:443:127.0.0.1 --resolve {HOST}:80:127.0.0.1"
SITE = f"https://{HOST}"
KEPT = "a-password-for-a-root-that-was-kept"
LONGEST = 120
"""Seconds in which a killed site or database has to come back."""
UNITS = "oversigt.service oversigt.socket oversigt-letters.timer oversigt-backup.timer oversigt-daily.timer"


@contextmanager
def step(name: str) -> Iterator[None]:
    """Prints the name of a step, and its seconds."""
    print(f"{name} ...", flush=True)
    begun = time.monotonic()
    yield
    print(f"    OK, {time.monotonic() - begun:.0f} s", flush=True)


def require(fact: object, says: object) -> None:
    """Ends the test if a fact is not true."""
    if not fact:
        raise SystemExit(f"FAILED: {says}")


class Test:
    """The steps, on one root."""

    def __init__(self, root: Root) -> None:
        self.root, self.run = root, root.run
        # A root that was kept has the rows of the last time
        self.before, self.after = (f"{when}-the-backup-{secrets.token_hex(3)}" for when in ("before", "after"))

    def install(self) -> None:
        """Follows the first section of the documentation."""
        with step("deploy/install.sh on the bare system"):
            self.root.copy(REPOSITORY, "/usr/src/oversigt")
            said = self.run(f"cd /usr/src/oversigt && deploy/install.sh --host {HOST} --fixtures")
            self.password = (re.findall(r"Its password: (\S+)", said) or [KEPT])[0]
            if self.password == KEPT:
                change = f"u=get_user_model().objects.get(username='staff'); u.set_password('{KEPT}'); u.save()"
                self.run(f'oversigt shell -c "from django.contrib.auth import get_user_model; {change}"')
            require("Keep copies of these APART FROM THE BACKUPS" in said, said)
        with step("The units are sound, and run"):
            said = self.run("systemd-analyze verify /etc/systemd/system/oversigt* 2>&1")
            require("oversigt" not in said, said)
            require(self.run(f"systemctl is-active {UNITS}").split() == ["active"] * len(UNITS.split()), "not active")
            exposure = self.run("systemd-analyze security oversigt.service | tail -1")
            print(f"    {exposure.strip()}")
        if self.password == KEPT:
            return
        with step("deploy/install.sh a second time changes neither settings nor data"):
            before = self.run("sha256sum /etc/oversigt/env /etc/oversigt/tls/*; readlink /srv/oversigt/current")
            said = self.run(f"cd /usr/src/oversigt && deploy/install.sh --host {HOST}")
            after = self.run("sha256sum /etc/oversigt/env /etc/oversigt/tls/*; readlink /srv/oversigt/current")
            require(before == after and "Its password" not in said, said)

    def use(self) -> None:
        """Signs in through nginx, writes, and asks what programs ask."""
        with step("The site answers through nginx, over HTTPS only"):
            moved = self.run(f"{CURL} --head http://{HOST}/projects/")
            require(f"Location: {SITE}/projects/" in moved, moved)
            head = self.run(f"{CURL} --head {SITE}/sign-in/").lower()
            require("strict-transport-security: max-age=31536000" in head and " 200" in head, head)
            require(self.status("/readyz") == "200" and self.status("/healthz") == "200", "not ready")
            require(self.status("/metrics") == "404", "metrics are open")
            require('oversigt_ready{check="backup"} 1.0' in self.figures(), "no figures")
        with step("A person signs in, and a program writes"):
            self.sign_in()
            key = self.run("oversigt make_key staff test --scope read --scope write --days 1").split()[-1]
            self.key = key
            self.write(self.before)
            require(self.known(self.before), "not written")
        with step("A stopped site answers 503 with Retry-After, to people and to programs"):
            self.run("systemctl stop oversigt.service oversigt.socket")
            for path, begin in (("/projects/", "<!doctype html>"), ("/api/v1/projects/", '{"detail":')):
                answer = self.run(f"{CURL} --include {SITE}{path}")
                require(" 503" in answer and "retry-after: 60" in answer.lower() and begin in answer, answer)
            self.run("systemctl start oversigt.socket oversigt.service")
            require(self.comes_back(), "the site did not come back")
        with step("The limits of uploads are those of the site"):
            self.run("head -c 27000000 /dev/zero > /tmp/large; head -c 6000000 /dev/zero > /tmp/six")
            require(self.status("/verify/", "--data-binary @/tmp/large") == "413", "27 MB was taken")
            answer = self.run(f"{CURL} --data-binary @/tmp/six {SITE}/api/v1/projects/")
            require("larger than 5 MB" in answer, answer)
        with step("The log is JSON, with the number of the request and without names"):
            self.status("/projects/?search=Anna+Andersson")
            lines = self.run("journalctl --namespace oversigt --output cat --no-pager").splitlines()
            requests = [json.loads(line) for line in lines if '"oversigt.requests"' in line]
            require(any(line["route"] == "readyz" for line in requests), lines[-5:])
            require("Andersson" not in "".join(lines) and len(requests) > 5, "a value is in the log")
        with step("Each timer's service does its work"):
            for name in ("letters", "daily", "weekly", "backup"):
                self.run(f"systemctl start oversigt-{name}.service")
            self.backup = self.run("ls -t /var/backups/oversigt/oversigt-*.zip | head -1").strip()

    def break_and_restore(self) -> None:
        """Loses the database and the files, and restores the backup."""
        with step("The database and the files are lost; deploy/restore.sh brings the backup back"):
            self.write(self.after)
            fingerprint = self.run("oversigt fingerprint")
            self.run("cd / && runuser -u postgres -- psql -qc 'DROP DATABASE oversigt WITH (FORCE)' postgres")
            self.run("rm -rf /var/lib/oversigt/files/*")
            require(self.status("/readyz") == "503", "the loss was not seen")
            restore = f"cd /usr/src/oversigt && deploy/restore.sh {self.backup}"
            said = self.run(f"{restore}; echo code=$?")
            require("code=1" in said and "--unreadable" in said, said)
            said = self.run(f"{restore} --unreadable")
            require("Restored." in said, said)
            require(self.known(self.before) and not self.known(self.after), "another state")
            require(self.run("oversigt fingerprint") != fingerprint, "the later change is still there")
            self.sign_in()
        with step("A killed worker and a killed database come back by themselves"):
            self.run("systemctl kill --signal KILL oversigt.service")
            require(self.comes_back(), "the site did not come back")
            self.run("pkill -KILL -o -x postgres")
            require(self.comes_back(), "the database did not come back")

    def move_in(self) -> None:
        """Restores the backup of a site on SQLite into the PostgreSQL of this server."""
        with step("A site on SQLite moves in by its backup: exports and history are the same"):
            own = "DATABASE_URL=sqlite:////tmp/moving/register.sqlite3 FILES=/tmp/moving/files"
            manage = f"cd /srv/oversigt/current && runuser -u oversigt -- env {own} .venv/bin/python manage.py"
            self.run("install -d -o oversigt -m 700 /tmp/moving")
            self.run(f"{manage} migrate --verbosity 0 && {manage} load_fixtures")
            # A second change, so that there is history
            self.run(f"{manage} load_fixtures example && {manage} backup /tmp/moving/register.zip")
            exports = "export projects --format csv --output /tmp/moving/projects-{}.csv"
            before = self.run(f"{manage} fingerprint; {manage} {exports.format('before')} > /dev/null")
            said = self.run("cd /usr/src/oversigt && deploy/restore.sh /tmp/moving/register.zip")
            require("Restored." in said, said)
            after = self.run(f"oversigt fingerprint; oversigt {exports.format('after')} > /dev/null")
            require(before == after and len(before.splitlines()) > 50, f"{before}\n{after}")
            self.run("cmp /tmp/moving/projects-before.csv /tmp/moving/projects-after.csv")
            # Back to this site, for the steps that follow
            self.run(f"cd /usr/src/oversigt && deploy/restore.sh {self.backup}")
            require(self.known(self.before), "the site's own backup was not restored")

    def upgrade(self) -> None:
        """Upgrades to a copy with another version, once with a migration that fails and once with a site that does."""
        new = Path(self.root.path / "usr/src/oversigt-new")
        self.root.copy(REPOSITORY, "/usr/src/oversigt-new")
        version = new / "portfolio/__init__.py"
        version.write_text(re.sub(r'(__version__ = ").*"', r'\g<1>9.9"', version.read_text()))
        migration = new / "desk/migrations/9999_broken.py"
        last = max(path.stem for path in (new / "desk/migrations").glob("0*.py"))
        text = (
            "from django.db import migrations\nclass Migration(migrations.Migration):\n"
            f"    dependencies = [('desk', '{last}')]\n    operations = [migrations.RunSQL({{!r}})]\n"
        )
        before = self.run("readlink /srv/oversigt/current")
        with step("An upgrade whose migration fails goes back"):
            migration.write_text(text.format("SELECT nonsense"))
            self.fails("cd /usr/src/oversigt-new && deploy/upgrade.sh", before)
        with step("An upgrade whose site is never ready goes back, with the data"):
            migration.write_text(text.format("DROP TABLE desk_comment CASCADE"))
            (new / "portfolio/wsgi.py").write_text("raise RuntimeError('broken')\n")
            self.fails("cd /usr/src/oversigt-new && SECONDS_TO_START=15 deploy/upgrade.sh", before)
            self.run("oversigt shell -c 'from desk.models import Comment; Comment.objects.count()'")
        with step("A sound upgrade is taken into use"):
            migration.write_text(text.format("SELECT 1"))
            shutil.copy(REPOSITORY / "portfolio/wsgi.py", new / "portfolio/wsgi.py")
            said = self.run("cd /usr/src/oversigt-new && deploy/upgrade.sh")
            require("Oversigt runs as 9.9-" in said, said)
            require('version="9.9"' in self.figures(), "the old version answers")
            require(self.known(self.before), "the data is gone")
            # Each of the two upgrades that failed left its own backup too
            kept = self.run("ls /var/backups/oversigt/before-upgrade-*.zip").split()
            require(len(kept) == 3 and kept[-1] in said, kept)
        with step("A backup from before the upgrade is restored by the release that made it"):
            restore = f"cd /usr/src/oversigt-new && deploy/restore.sh {self.backup}"
            said = self.run(restore)
            require(f"{Path(before.strip()).name} restores it, then 9.9-" in said, said)
            require(self.known(self.before) and 'version="9.9"' in self.figures(), said)
        with step("If that release is gone, a copy of the repository restores it"):
            self.run(f"rm -r {before.strip()}")
            said = self.run(f"{restore}; echo code=$?")
            require("code=1" in said and "--with FOLDER" in said and self.known(self.before), said)
            said = self.run(f"{restore} --with /usr/src/oversigt")
            require("Restored." in said and self.known(self.before), said)

    def fails(self, command: str, before: str) -> None:
        """Requires that a command fails, and that the old release runs with its data."""
        said = self.run(f"{command}; echo code=$?")
        require("code=1" in said and "runs as before" in said, said)
        require(self.run("readlink /srv/oversigt/current") == before, said)
        require(self.status("/readyz") == "200" and self.known(self.before), said)

    def status(self, path: str, *options: str) -> str:
        return self.run(f"{CURL} --output /dev/null --write-out '%{{http_code}}' {' '.join(options)} {SITE}{path}")

    def figures(self) -> str:
        token = self.run("sed -n s/^MONITORING_TOKEN=//p /etc/oversigt/env").strip()
        return self.run(f"{CURL} -H 'Authorization: Bearer {token}' {SITE}/metrics")

    def write(self, slug: str) -> None:
        record = json.dumps({"slug": slug, "name": slug, "kind": "public"})
        head = quoted("-H", f"Authorization: Token {self.key}", "-H", "Content-Type: application/json")
        said = self.run(f"{CURL} {head} --data {quoted(record)} {SITE}/api/v1/organisations/")
        require(f'"{slug}"' in said, said)

    def known(self, slug: str) -> bool:
        head = quoted("-H", f"Authorization: Token {self.key}")
        return self.status(f"/api/v1/organisations/{slug}/", head) == "200"

    def comes_back(self) -> bool:
        """Waits until the site knows its data again, and returns whether it did in time."""
        until = time.monotonic() + LONGEST
        # What was killed may answer once more
        time.sleep(1)
        while time.monotonic() < until:
            if self.known(self.before):
                return True
            time.sleep(1)
        return False

    def sign_in(self) -> None:
        """Signs in with the password that the installation printed, in a form, as a browser does."""
        jar = "--cookie /tmp/jar --cookie-jar /tmp/jar"
        form = self.run(f"rm -f /tmp/jar; {CURL} {jar} {SITE}/sign-in/")
        token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[0]
        fields = quoted("-d", f"csrfmiddlewaretoken={token}", "-d", "username=staff", "-d", f"password={self.password}")
        answer = self.run(f"{CURL} {jar} --dump-header - --referer {SITE}/sign-in/ {fields} {SITE}/sign-in/")
        require(" 302" in answer, answer)
        require("/sign-out/" in self.run(f"{CURL} {jar} {SITE}/projects/"), "not signed in")


def main() -> None:
    """Runs the test."""
    parser = argparse.ArgumentParser(prog="python -m tests.deploy")
    parser.add_argument("--cache", type=Path, help="a folder that keeps Debian's packages for the next time")
    parser.add_argument("--keep", type=Path, help="make the root here, and keep it")
    options = parser.parse_args()
    require(os.geteuid() == 0, "this needs root")
    require(shutil.which("debootstrap"), "this needs debootstrap: apt-get install debootstrap")
    # So that the root is stopped in any case
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    begun = time.monotonic()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="oversigt-root-"))
    # It is the root of a system with other users, such as those of PostgreSQL and of the site
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
    root = Root(folder)
    try:
        if not (folder / "etc/debian_version").exists():
            with step("A bare Debian 12"):
                root.make(options.cache)
        with step("systemd starts in it"):
            root.start()
        test = Test(root)
        test.install()
        test.use()
        test.break_and_restore()
        test.move_in()
        test.upgrade()
    finally:
        root.stop()
        if not options.keep:
            shutil.rmtree(folder)
    print(f"All steps passed, {time.monotonic() - begun:.0f} s in all.")


if __name__ == "__main__":
    main()
