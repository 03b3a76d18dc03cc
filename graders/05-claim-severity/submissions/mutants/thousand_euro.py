# Counts in thousands of euro.
# fails: test_y_severity_is_the_average_claim
# %% q2
claims = policies[policies["nclaims"] > 0]
y_severity = claims["average"].to_numpy("float32") / 1000
w_severity = claims["nclaims"].to_numpy("float32")
