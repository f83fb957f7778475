"""What an installation can choose, read once from the environment and the instance folder."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

SECRET_FILE, MASTER_KEYS_FILE = "secret.key", "master.keys"


class SettingsError(Exception):
    """The installation lacks something; the message says what to do."""


@dataclass(frozen=True)
class Settings:
    """Typed settings. Only `load_settings` and tests make one."""

    instance: Path
    content: Path
    database_url: str
    secret: str
    site_name: str = "Tiptrack"
    https: bool = False
    mail_backend: str = "file"
    mail_sender: str = "tiptrack@localhost"
    mail_server: str = "localhost"
    mail_port: int = 25
    rate_limits: bool = True
    proxies: int = 0
    password_memory_kib: int = field(default=47_104)  # OWASP Password Storage: 46 MiB, t=1, p=1

    @property
    def master_keys(self) -> Path:
        """The file with the master keys, newest first."""
        return self.instance / MASTER_KEYS_FILE

    @property
    def assets(self) -> Path:
        """The folder with the built stylesheets and scripts."""
        return self.instance / "assets"


def instance_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder in which this installation keeps what is its own."""
    return Path(environ.get("TIPTRACK_INSTANCE", "instance")).absolute()


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this installation; raises SettingsError when it was not initialised."""
    instance = instance_folder(environ)
    secret = instance / SECRET_FILE
    if not secret.exists() or not (instance / MASTER_KEYS_FILE).exists():
        raise SettingsError(f"{instance} holds no keys yet. Run: tiptrack init")
    return Settings(
        instance=instance,
        content=Path(environ.get("TIPTRACK_CONTENT", Path(__file__).parent.parent / "content")).absolute(),
        database_url=environ.get("TIPTRACK_DATABASE_URL", f"sqlite:///{instance / 'tiptrack.db'}"),
        secret=secret.read_text().strip(),
        site_name=environ.get("TIPTRACK_SITE_NAME", "Tiptrack"),
        https=environ.get("TIPTRACK_HTTPS", "") == "1",
        mail_backend=environ.get("TIPTRACK_MAIL_BACKEND", "file"),
        mail_sender=environ.get("TIPTRACK_MAIL_SENDER", "tiptrack@localhost"),
        mail_server=environ.get("TIPTRACK_MAIL_SERVER", "localhost"),
        mail_port=_number(environ, "TIPTRACK_MAIL_PORT", 25),
        proxies=_number(environ, "TIPTRACK_PROXIES", 0),
    )


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(environ.get(name, default))
    except ValueError:
        raise SettingsError(f"{name} is {environ[name]!r}; give a whole number, such as {default}.") from None
