"""What a tick costs: many running clocks, none due; and how fast due steps fire."""
