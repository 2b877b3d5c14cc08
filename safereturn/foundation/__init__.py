"""What every package stands on: Actor, Decision, the errors, facts, recorded rows."""
