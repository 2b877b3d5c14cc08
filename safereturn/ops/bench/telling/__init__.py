"""How soon a report is told: a minute of reports, with the web server and a worker at work."""
