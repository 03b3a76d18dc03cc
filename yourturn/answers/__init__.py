"""What students hand in: written in their kernel, read strictly on the trusted side."""
