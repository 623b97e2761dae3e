"""The servers that are compared. Each file has one: how it is installed, configured and asked.

A server has the attributes `name` and `process`, and functions that return targets: `post(slug)`, `first()`, `filtered(tag, category, limit)`.
"""
