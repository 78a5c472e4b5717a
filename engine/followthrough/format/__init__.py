"""A folder of YAML, tables, and letters becomes a knowledge base; what a person typed becomes a lead."""
