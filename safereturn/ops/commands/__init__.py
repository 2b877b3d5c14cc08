"""One file, one command of `safereturn`."""
