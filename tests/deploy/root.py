"""A bare Debian 12 in a folder, with its own processes, and with systemd as the first of them.

It needs root, debootstrap and Debian's package archive. Processes, mounts and the host name are its own; the network is
that of this machine, because the installation fetches packages.
"""

import os
import shlex
import shutil
import signal
import subprocess
import time
from pathlib import Path

ARCHIVE = "http://deb.debian.org/debian"
CERTIFICATES = "/etc/certificates-of-the-test.pem"
BOOT = """
set -e
root=$1
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for name in null zero full random urandom tty; do
    touch "$root/dev/$name" && mount --bind "/dev/$name" "$root/dev/$name"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
mount -t tmpfs tmpfs "$root/dev/shm"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
hostname oversigt-test
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
exec env -i PATH=$PATH container=oversigt-test chroot "$root" /lib/systemd/systemd --log-target=null
"""
"""A container's first process gets its mounts and a name (systemd, "Container Interface")."""


class Root:
    """The folder with the system."""

    def __init__(self, path: Path) -> None:
        self.path, self.first = path, 0

    def make(self, cache: Path | None) -> None:
        """Installs the system. ``cache`` keeps its packages for the next time."""
        cached = [f"--cache-dir={cache}"] if cache else []
        command = ["debootstrap", *cached, "bookworm", str(self.path), ARCHIVE]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        sources = f"deb {ARCHIVE} bookworm main\ndeb {ARCHIVE} bookworm-updates main\n"
        sources += f"deb {ARCHIVE}-security bookworm-security main\n"
        (self.path / "etc/apt/sources.list").write_text(sources)
        (self.path / "etc/resolv.conf").unlink(missing_ok=True)
        shutil.copyfile("/etc/resolv.conf", self.path / "etc/resolv.conf")

    def start(self) -> None:
        """Starts systemd in it, and waits until it has started everything."""
        flags = ["--mount", "--uts", "--ipc", "--pid", "--cgroup", "--fork", "--kill-child", "--propagation=private"]
        command = ["unshare", *flags, "bash", "-c", BOOT, "boot", str(self.path)]
        # When it is killed, unshare complains about itself
        unshared = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        children = Path(f"/proc/{unshared.pid}/task/{unshared.pid}/children")
        until = time.monotonic() + 60
        while time.monotonic() < until and unshared.poll() is None:
            self.first = int((children.read_text().split() or ["0"])[0])
            said = self.run("systemctl is-system-running", check=False) if self.first else ""
            if said.split()[-1:] in (["running"], ["degraded"]):
                return
            time.sleep(0.5)
        raise SystemExit(f"systemd did not start in the root: {said}")

    def run(self, command: str, *, check: bool = True, stdin: str = "") -> str:
        """Runs a command of the shell in it. Returns what it wrote. Exits if it fails."""
        inside = ["nsenter", "--target", str(self.first), "--all", "chroot", str(self.path), "env", "-i"]
        variables = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
        # This machine may reach the archive of Python's packages with a certificate of its own
        if named := os.environ.get("PIP_CERT"):
            variables["PIP_CERT"] = CERTIFICATES
            shutil.copyfile(named, self.path / CERTIFICATES[1:])
        done = subprocess.run(
            [*inside, *(f"{name}={value}" for name, value in variables.items()), "bash", "-c", f"cd /root\n{command}"],
            input=stdin,
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if check and done.returncode:
            raise SystemExit(f"{done.stdout[-4000:]}\n$ {command}\nended with {done.returncode}")
        return done.stdout

    def copy(self, source: Path, target: str) -> None:
        """Copies the files of a repository that Git knows, or would take, into the root."""
        listed = ["git", "-C", str(source), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        names = subprocess.run(listed, check=True, stdout=subprocess.PIPE).stdout.split(b"\0")
        for name in filter(None, map(os.fsdecode, names)):
            if (source / name).is_file():
                copied = self.path / target[1:] / name
                copied.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source / name, copied)

    def stop(self) -> None:
        """Ends every process in it; its mounts end with them."""
        if self.first:
            os.kill(self.first, signal.SIGKILL)
            self.first = 0
            time.sleep(1)


def quoted(*words: str) -> str:
    """Returns the words as the shell reads them."""
    return shlex.join(words)
