"""The information-sharing agreement: read, discussed, changed, tried out, signed, reviewed."""
