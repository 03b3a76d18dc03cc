"""What the criteria of 04-claim-frequency share: the frequency by policy, and a GLM on the age."""

import pandas as pd
import pytest

from yourturn.judging.rules.columns import merged
from yourturn.judging.rules.glm import Glm


@pytest.fixture(scope="session")
def frequency(mtpl):
    """Claims per year of exposure of the course's policies, and their exposure in years."""
    exposure = mtpl.course["expo"].to_numpy()
    return mtpl.course["nclaims"].to_numpy() / exposure, exposure


@pytest.fixture(scope="session")
def age_glm(mtpl, frequency):
    """The Poisson GLM on intercept and ageph with exposure, merged by age."""
    distinct, mean, total = merged(mtpl.course[["ageph"]].to_numpy(float), *frequency)
    design = pd.DataFrame({"intercept": 1.0, "ageph": distinct[:, 0]})
    return Glm("poisson", design, mean, weights=total)
