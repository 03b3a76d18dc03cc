"""How the documentation is built: `make docs`, warnings as errors."""

project = "Your Turn"
author = "The authors of Your Turn"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "alabaster"
html_theme_options = {
    "description": "Auto-graded exercises on neural networks for insurance",
    "fixed_sidebar": True,
}
html_show_sphinx = False
html_copy_source = False
