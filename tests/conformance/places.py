"""Where things are: the source tree, the shared reference data and corpora, the server's binary."""

import os
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SHARED_DIR", SOURCE / ".." / "shared")).resolve()
BINARY = Path(os.environ.get("SYNCGATE_BIN", SOURCE / "build" / "dev" / "syncgate")).resolve()

REFERENCE = SHARED / "reference" / "activesync"
CODE_PAGES = REFERENCE / "wbxml-codepages.tsv"
HTTP_ROWS = REFERENCE / "http.tsv"
CORPORA = SHARED / "corpora"
