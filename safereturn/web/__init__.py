"""The GOV.UK pages: one folder per journey, one file per page."""
