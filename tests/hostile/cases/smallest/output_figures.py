# Figures without end.
# %% q1
from IPython.display import HTML, display

x = 3
for number in range(2_000):
    display(HTML(f"<p>{number}</p>" * 50))
