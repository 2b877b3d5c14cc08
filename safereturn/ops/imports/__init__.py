"""Reading an agency's own files: children, and the episodes they have behind them."""
