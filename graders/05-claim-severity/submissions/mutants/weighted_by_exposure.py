# Weights claims by exposure, as frequencies are.
# fails: test_w_severity_is_the_number_of_claims
# %% q2
claims = policies[policies["nclaims"] > 0]
y_severity = claims["average"].to_numpy("float32")
w_severity = claims["expo"].to_numpy("float32")
