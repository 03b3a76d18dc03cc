# A widget with a view of its own.
# %% q1
from IPython.display import display

x = 4
display(
    {
        "application/vnd.jupyter.widget-view+json": {"model_id": "0" * 32, "version_major": 2},
        "application/javascript": "document.title = 'ran'",
        "text/html": "<script>document.title = 'ran'</script>",
    },
    raw=True,
)
