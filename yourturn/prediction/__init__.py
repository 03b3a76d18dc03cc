"""Zone 2: a handed-in model is checked, rebuilt from built-in layers, and predicts."""
