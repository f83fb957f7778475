"""`python -m tiptrack` is `tiptrack`."""

from tiptrack.cli import main

main()
