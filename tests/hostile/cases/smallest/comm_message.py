# A message of the kind that widgets send, with a hundred thousand parts.
# %% q1
from ipykernel.comm import Comm

x = 3
for _ in range(200):
    Comm(target_name="nobody", data={"value": "x" * 10_000}).send(["x"] * 1000)
