"""How a notice reaches an agency or person: list, e-mail, retries. Never who or why."""
