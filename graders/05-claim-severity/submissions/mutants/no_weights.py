# Gives every policy the weight 1.
# fails: test_w_severity_is_the_number_of_claims
# %% q2
claims = policies[policies["nclaims"] > 0]
y_severity = claims["average"].to_numpy("float32")
w_severity = np.ones(len(claims))
