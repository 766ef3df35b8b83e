"""Canary: notices when a hosted language model changes under you."""

__version__ = "0.1.0"
