"""Settings, root addresses, wsgi: the only place that knows everything."""
