"""Tiptrack: `create_app` is its table of contents, and the only place that knows all rooms."""

from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_babel import lazy_gettext as _l
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from tiptrack import accounts, advice, journey, scan
from tiptrack.accounts import identity
from tiptrack.accounts.identity import user_registered
from tiptrack.accounts.views import blueprint as accounts_pages
from tiptrack.advice.views import blueprint as advice_pages
from tiptrack.clock import Clock, system_clock
from tiptrack.content import Index, load_library, render
from tiptrack.database import Database
from tiptrack.journey.views import blueprint as journey_pages
from tiptrack.privacy import Vault
from tiptrack.scan import views as scan_views
from tiptrack.scan.views import blueprint as scan_pages
from tiptrack.settings import Settings
from tiptrack.site import Site
from tiptrack.web import (
    access,
    assets,
    cookies,
    errors,
    fragments,
    headers,
    health,
    limits,
    mail,
    navigation,
    resume,
    templating,
    texts,
)
from tiptrack.web.navigation import MenuEntry

MENU = (
    MenuEntry("scan.start", _l("Scan")),
    MenuEntry("scan.results", _l("Uitslag"), signed_in_only=True),
    MenuEntry("advice.tips", _l("Tips")),
    MenuEntry("journey.goals", _l("Doelen"), signed_in_only=True),
    MenuEntry("journey.progress", _l("Voortgang"), signed_in_only=True),
)
PERSONAL_DATA = (*accounts.PERSONAL_DATA, *scan.PERSONAL_DATA, *advice.PERSONAL_DATA, *journey.PERSONAL_DATA)


def make_site(settings: Settings, clock: Clock = system_clock) -> Site:
    """What the rooms work with; raises ContentErrors or SettingsError when the installation is not in order."""
    library = load_library(settings.content)
    return Site(
        settings=settings,
        database=Database(settings.database_url),
        library=library,
        index=Index(settings.instance, library),
        vault=Vault(settings.master_keys),
        clock=clock,
        personal_data=PERSONAL_DATA,
    )


def create_app(site: Site, **config: Any) -> Flask:
    """The site as a WSGI application."""
    settings = site.settings
    app = Flask(__name__, instance_path=str(settings.instance), static_folder=None, template_folder="web/templates")
    app.config.update(
        SECRET_KEY=settings.secret,
        MAX_CONTENT_LENGTH=96 * 1024,
        MAX_FORM_MEMORY_SIZE=96 * 1024,
        WTF_I18N_ENABLED=False,  # every message in a form is our own
        BABEL_DEFAULT_LOCALE="nl",
        BABEL_DEFAULT_TIMEZONE="Europe/Amsterdam",
        **config,
    )
    app.extensions["site"] = site
    texts.init_app(app)
    Babel(app)
    cookies.init_app(app, settings.secret, https=settings.https)
    access.init_app(app)
    CSRFProtect(app)
    headers.init_app(app, https=settings.https)
    errors.init_app(app)
    resume.init_app(app, settings.secret)
    limits.init_app(app)
    mail.init_app(app, settings)
    templating.init_app(app, settings)
    render.init_app(app)
    fragments.init_app(app)
    app.jinja_env.globals["library"] = site.library
    navigation.init_app(app, *MENU)
    identity.init_app(app)
    user_registered.connect(scan_views.keep_after_registering, app)
    for pages in (health.blueprint, accounts_pages, scan_pages, advice_pages, journey_pages):
        app.register_blueprint(pages)
    assets.init_app(app, settings.assets, https=settings.https)
    templating.load_components(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    return app


__all__ = ["create_app", "make_site"]
