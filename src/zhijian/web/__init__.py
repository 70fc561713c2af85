"""The pages: views, templates and assets."""
