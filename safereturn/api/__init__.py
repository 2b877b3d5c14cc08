"""JSON for agencies' own systems: schemas in, actions called, schemas out."""
