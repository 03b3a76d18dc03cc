"""Imported before nbformat, this spares every process that reads notebooks two seconds.

nbformat imports jsonschema, whose check of URIs compiles a grammar for 1.4 s of processor time; no
notebook's schema asks for it, and jsonschema does without where the module is not to be had.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
