"""The GOV.UK look: form renderer, tags, templates, compiled assets."""
