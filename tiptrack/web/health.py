"""`/healthz`: whether this installation can do its work."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from tiptrack.site import current_site
from tiptrack.web.access import Permission, allow

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@allow(Permission.VISIT)
def healthz() -> ResponseReturnValue:
    """200 when database and content are in order, else 503. The content was checked when the site started."""
    site = current_site()
    well = site.database.is_well() and bool(site.library.tips)
    return {"status": "ok" if well else "niet in orde"}, 200 if well else 503
