"""`tiptrack …`: the commands of an operator and of an editor."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tiptrack.settings import SECRET_FILE, SettingsError, instance_folder, load_settings

if TYPE_CHECKING:
    from tiptrack.site import Site


@click.group()
def main() -> None:
    """Tiptrack: from insight to action, for people at work."""
    os.umask(0o077)  # what an installation writes is for its own user only
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)


@main.command()
def init() -> None:
    """Make the instance folder with its keys, unless they are there."""
    import secrets

    from tiptrack.privacy.vault import add_master_key
    from tiptrack.settings import MASTER_KEYS_FILE

    folder = instance_folder()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    secret = folder / SECRET_FILE
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(48) + "\n")
    if not (folder / MASTER_KEYS_FILE).exists():
        add_master_key(folder / MASTER_KEYS_FILE)


@main.command()
@click.option("--demo", is_flag=True, help="Fill a new database with demo people.")
def prepare(demo: bool) -> None:
    """Bring database and assets up to date."""
    from tiptrack.database.migrate import is_current, is_new, migrate
    from tiptrack.web import assets

    site = _site()
    new = is_new(site.database)
    if not is_current(site.database):
        migrate(site.database)
    assets.build(site.settings.assets)
    if demo and site.settings.https:
        sys.exit("Demo people are for trying the site out: not with TIPTRACK_HTTPS=1.")
    if new and demo:
        from tiptrack.demo import add_demo_people

        add_demo_people(site)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default="8000", envvar="PORT", type=click.IntRange(1, 65535), show_default=True)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, workers: int) -> None:
    """Serve the site."""
    from tiptrack import create_app
    from tiptrack.accounts import warm_up
    from tiptrack.demo import demo_sign_ins
    from tiptrack.serve import serve as run

    site = _site()
    if not site.database.is_well():
        sys.exit("The database does not have the tables of this version. Run: tiptrack prepare")
    app = create_app(site)
    warm_up(site)
    sign_ins = [] if site.settings.https else demo_sign_ins(site)

    def announce() -> None:
        print(f"\n  Tiptrack runs on http://{host}:{port}  (stop with Ctrl-C)\n")
        if sign_ins:
            print("  Demo sign-ins:", *sign_ins, sep="\n    ", end="\n\n")
        sys.stdout.flush()

    run(app, site.database, host, port, workers, announce=announce, behind_proxy=bool(site.settings.proxies))


@main.group()
def content() -> None:
    """The texts in content/."""


@content.command()
@click.argument(
    "folder",
    default="content",
    envvar="TIPTRACK_CONTENT",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
def check(folder: Path) -> None:
    """Name every problem in the content folder."""
    from tiptrack.content.check import check_content

    problems = check_content(folder.absolute())
    for problem in problems:
        print(problem)
    if problems:
        sys.exit(f"{len(problems)} problemen gevonden.")
    print("De inhoud is in orde.")


@content.command()
@click.argument(
    "folder",
    default="content",
    envvar="TIPTRACK_CONTENT",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
)
def publish(folder: Path) -> None:
    """Record the questionnaires that are new, so that nobody changes them by accident."""
    from tiptrack.content.check import publish as record

    for name in record(folder.absolute()):
        print(f"{name} is gepubliceerd.")


@main.group()
def keys() -> None:
    """The master keys that protect people's own keys."""


@keys.command()
def rotate() -> None:
    """Make a new master key, and wrap everybody's key with it."""
    from tiptrack.privacy import rotate_keys

    master_id, people = rotate_keys(_site())
    print(f"Master key {master_id} now protects the keys of {people} people.")


def _site() -> Site:
    from tiptrack import make_site
    from tiptrack.content import ContentErrors
    from tiptrack.database import UnsafeSqlite

    try:
        return make_site(load_settings())
    except ContentErrors as errors:
        sys.exit(f"{errors}\n{len(errors.problems)} problemen in de inhoud. Doe: tiptrack content check")
    except (SettingsError, UnsafeSqlite) as error:
        sys.exit(str(error))
