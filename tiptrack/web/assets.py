"""Stylesheets, scripts and icons: named after their content, compressed once, cached for good."""

import hashlib
import json
from importlib.resources import files
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

from tiptrack.web import headers

MANIFEST = "manifest.json"


def sources() -> dict[str, bytes]:
    """What the pages load: Bootstrap from its package, the rest from `web/static/`."""
    bootstrap = files("flask_bootstrap") / "static" / "bootstrap5" / "css" / "bootstrap.min.css"
    own = (Path(__file__).parent / "static").iterdir()
    css = bootstrap.read_text().rpartition("/*# sourceMappingURL")[0]
    return {"bootstrap.css": css.encode()} | {path.name: path.read_bytes() for path in sorted(own)}


def build(folder: Path) -> None:
    """Writes each file under a name with its hash, with a compressed twin; does nothing when all are there."""
    contents = sources()
    names = {name: _hashed(name, content) for name, content in contents.items()}
    manifest = folder / MANIFEST
    there = all((folder / name).exists() for name in names.values())
    if there and manifest.exists() and json.loads(manifest.read_text()) == names:
        return
    folder.mkdir(parents=True, exist_ok=True)
    from whitenoise.compress import Compressor  # only to build; the workers need not carry Brotli

    compressor = Compressor(quiet=True)
    for name, content in contents.items():
        path = folder / names[name]
        path.write_bytes(content)
        list(compressor.compress(str(path)))
    manifest.write_text(json.dumps(names))


def init_app(app: Flask, folder: Path, *, https: bool) -> None:
    """Serves the built files at /static/ and gives templates `asset(name)`."""
    build(folder)
    names = json.loads((folder / MANIFEST).read_text())
    app.jinja_env.globals["asset"] = lambda name: f"/static/{names[name]}"
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=folder,
        prefix="static",
        immutable_file_test=lambda path, url: True,
        add_headers_function=headers.for_files(https=https),
    )


def _hashed(name: str, content: bytes) -> str:
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
