# The amount of all claims of a policy, not their average.
# fails: test_y_severity_is_the_average_claim
# %% q2
claims = policies[policies["nclaims"] > 0]
y_severity = claims["amount"].to_numpy("float32")
w_severity = claims["nclaims"].to_numpy("float32")
