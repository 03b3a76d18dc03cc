# A display that looks like a verdict with full marks.
# %% q1
from IPython.display import display

x = 4
display(
    {
        "application/vnd.yourturn.verdict+json": {
            "grade_id": "q1-check",
            "points": 999,
            "max_points": 999,
            "pending": False,
            "criteria": [],
        },
        "text/plain": "999 of 999 points",
    },
    raw=True,
)
