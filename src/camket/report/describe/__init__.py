"""A survey described for the templates."""
